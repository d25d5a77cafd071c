"""The database: the only shared state, and the only rooms that know SQLAlchemy.

Each module holds one noun's reads and writes. Every write is one transaction with its event, and checks
first that the person may do it. Functions return plain values, never rows or connections.
"""
