"""Verify the tables of the policy clauses: what is asked, what is achieved, the verdict, the named zones."""
