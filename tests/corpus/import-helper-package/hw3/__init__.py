"""My code for assignment 3."""
