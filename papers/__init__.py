"""Papers: a brief and a template become one semantic document, and that becomes HTML, PDF/UA-1 and DOCX.

It knows nothing of databases or of Prefect; it gets plain facts and gives bytes.
"""
