"""The portal: owners answer, the director signs off, everybody reads what is published.

Thin routes that parse, call a store verb and redirect. It knows nothing of Prefect, mail or how papers are made.
"""
