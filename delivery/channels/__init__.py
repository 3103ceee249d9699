"""The ways out of the building that Apprise does not have, as plugins of Apprise: one file each.

They know bytes and addresses, not what a notice is.
"""
