"""One row for a decision and what it settles: the disposition of a signal is its latest decision, read by a view.

Also: two keys that nobody looked anything up by. The owner of the tables must see all rows while they move: the wall
is taken down for it and put up again in the same transaction.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STEPS = """
SET LOCAL statement_timeout = 0;
ALTER TABLE signal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE decision NO FORCE ROW LEVEL SECURITY;
ALTER TABLE disposition NO FORCE ROW LEVEL SECURITY;
ALTER TABLE decision
 ADD COLUMN disposition text, ADD COLUMN person_id uuid, ADD COLUMN household_id uuid, ADD COLUMN case_id uuid,
 ADD COLUMN partner_id uuid, ADD COLUMN partner_kind text, ADD COLUMN reference text, ADD COLUMN kind text,
 ADD COLUMN amount_cents integer, ADD COLUMN received_on date;
UPDATE decision d SET
 disposition = CASE WHEN d.sequence = p.sequence THEN p.disposition ELSE d.outcome->>'disposition' END,
 person_id = p.person_id, household_id = p.household_id, case_id = p.case_id, partner_id = p.partner_id,
 partner_kind = p.partner_kind, reference = p.reference, kind = p.kind, amount_cents = p.amount_cents,
 received_on = p.received_on
FROM disposition p WHERE p.municipality = d.municipality AND p.signal_id = d.signal_id;
ALTER TABLE decision
 ALTER COLUMN disposition SET NOT NULL, ALTER COLUMN person_id SET NOT NULL, ALTER COLUMN household_id SET NOT NULL,
 ALTER COLUMN partner_id SET NOT NULL, ALTER COLUMN partner_kind SET NOT NULL, ALTER COLUMN reference SET NOT NULL,
 ALTER COLUMN kind SET NOT NULL, ALTER COLUMN amount_cents SET NOT NULL, ALTER COLUMN received_on SET NOT NULL;
CREATE INDEX ix_decision_municipality_household_id ON decision (municipality, household_id);
CREATE INDEX ix_decision_municipality_case_id ON decision (municipality, case_id);
DROP VIEW unsettled_signal;
DROP TABLE disposition;
CREATE VIEW disposition WITH (security_invoker = true) AS
SELECT d.municipality, d.signal_id, d.revision, d.disposition, d.sequence, d.person_id, d.household_id, d.case_id,
 d.partner_id, d.partner_kind, d.reference, d.kind, d.amount_cents, d.received_on
FROM decision d WHERE NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.sequence > d.sequence
);
CREATE VIEW unsettled_signal WITH (security_invoker = true) AS
SELECT s.municipality, s.id, s.revision, s.partner_kind, s.stored_at, k.subject IS NOT NULL AS stuck
FROM signal s
LEFT JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE d.revision IS DISTINCT FROM s.revision;
ALTER TABLE person DROP CONSTRAINT pk_person, DROP CONSTRAINT uq_person_municipality_partner_id_customer_number,
 ADD CONSTRAINT pk_person PRIMARY KEY (municipality, partner_id, customer_number);
ALTER TABLE task DROP CONSTRAINT pk_task, DROP CONSTRAINT uq_task_municipality_case_id,
 ADD CONSTRAINT pk_task PRIMARY KEY (municipality, case_id);
ALTER TABLE decision
 ADD CONSTRAINT fk_decision_signal FOREIGN KEY (municipality, signal_id) REFERENCES signal (municipality, id);
ALTER TABLE signal FORCE ROW LEVEL SECURITY;
ALTER TABLE decision FORCE ROW LEVEL SECURITY;
ANALYZE decision, person, task;
"""


def upgrade() -> None:
    """From version 0002."""
    op.execute(STEPS)
