#!/bin/bash
# Makes the database and its roles, each with a password of its own, before the first migration runs as the owner.
# The image runs this once, on an empty data directory; elsewhere an administrator runs it as a superuser; repeatable.
# Passwords come from ROLE_PASSWORD_<ROLE>; they reach psql through its environment, never through its arguments.
set -euo pipefail

as_superuser() {
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres
}

for role in migrate admin ingest triage notify relay worklist report; do
    name="ROLE_PASSWORD_${role^^}"
    if [[ -z "${!name:-}" ]]; then echo "${name} is needed" >&2; exit 1; fi
    ROLE="vroegsignaal_${role}" PASSWORD="${!name}" as_superuser <<'SQL'
\getenv role ROLE
\getenv password PASSWORD
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD %L', :'role', :'password')
\gexec
SQL
done

# `simulate` moves the clock of a demonstration; migrations know it, here nobody can sign in as it.
as_superuser <<'SQL'
SELECT 'CREATE ROLE vroegsignaal_simulate NOLOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vroegsignaal_simulate') \gexec
SELECT 'CREATE DATABASE vroegsignaal OWNER vroegsignaal_migrate ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'vroegsignaal') \gexec
SQL
