"""The addresses of the portal, one module for each kind of visitor."""
