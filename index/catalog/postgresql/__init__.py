"""The catalog on a PostgreSQL server, where several machines use one index. Only here is psycopg imported."""
