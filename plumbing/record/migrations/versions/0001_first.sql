CREATE TABLE access (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	worker_id UUID NOT NULL,
	case_id UUID,
	purpose TEXT NOT NULL,
	accessed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	shown JSONB,
	CONSTRAINT pk_access PRIMARY KEY (municipality, id)
);

CREATE TABLE dead_letter (
	delivery_id UUID NOT NULL,
	partner_id UUID NOT NULL,
	topic TEXT NOT NULL,
	topic_partition INTEGER NOT NULL,
	topic_offset BIGINT NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	code TEXT NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_dead_letter PRIMARY KEY (delivery_id)
);

CREATE TABLE decision (
	municipality TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	signal_id UUID NOT NULL,
	revision SMALLINT NOT NULL,
	cause UUID NOT NULL,
	occasion TEXT NOT NULL,
	decided_for TIMESTAMP WITH TIME ZONE NOT NULL,
	policy_version INTEGER NOT NULL,
	rules_version TEXT NOT NULL,
	matcher_version TEXT NOT NULL,
	definitions_version TEXT NOT NULL,
	outcome JSON NOT NULL,
	reasons JSON NOT NULL,
	input_digest BYTEA NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	disposition TEXT NOT NULL,
	person_id UUID NOT NULL,
	household_id UUID NOT NULL,
	case_id UUID,
	contract BIGINT NOT NULL,
	door BIGINT NOT NULL,
	partner_id UUID NOT NULL,
	partner_kind TEXT NOT NULL,
	reference TEXT NOT NULL,
	kind TEXT NOT NULL,
	amount_cents INTEGER NOT NULL,
	received_on DATE NOT NULL,
	known_on DATE NOT NULL,
	arrears_since DATE NOT NULL,
	planned_date DATE,
	stage TEXT,
	warm_handover BOOLEAN NOT NULL,
	says_it_again BOOLEAN NOT NULL,
	withdrawn BOOLEAN NOT NULL,
	parked_for TEXT,
	parked_until DATE,
	resident TEXT,
	debt_help TEXT,
	CONSTRAINT pk_decision PRIMARY KEY (municipality, sequence),
	CONSTRAINT uq_decision_municipality_signal_id_cause UNIQUE (municipality, signal_id, cause)
);

CREATE INDEX ix_decision_municipality_case_id ON decision (municipality, case_id);

CREATE INDEX ix_decision_municipality_contract_arrears_since ON decision (municipality, contract, arrears_since);

CREATE INDEX ix_decision_municipality_household_id ON decision (municipality, household_id);

CREATE INDEX ix_decision_municipality_person_id ON decision (municipality, person_id);

CREATE TABLE fact (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	partner_kind TEXT NOT NULL,
	cohort_date DATE NOT NULL,
	held_on DATE NOT NULL,
	code TEXT,
	amount INTEGER DEFAULT '1' NOT NULL,
	definitions_version TEXT NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	transaction BIGINT DEFAULT (pg_current_xact_id()::text)::bigint NOT NULL,
	CONSTRAINT pk_fact PRIMARY KEY (municipality, id)
);

CREATE INDEX ix_fact_transaction ON fact USING brin (transaction) WITH (autosummarize = true);

CREATE TABLE hand_answer (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	partner_id UUID NOT NULL,
	worker_id UUID NOT NULL,
	received_on DATE NOT NULL,
	typed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	delivery_id UUID,
	outcome TEXT,
	signal_id UUID,
	errors JSONB,
	findings JSONB,
	CONSTRAINT pk_hand_answer PRIMARY KEY (municipality, id)
);

CREATE TABLE judgement (
	municipality TEXT NOT NULL,
	cause UUID NOT NULL,
	one UUID NOT NULL,
	other UUID NOT NULL,
	answer TEXT,
	reason TEXT,
	worker_id UUID NOT NULL,
	judged_at TIMESTAMP WITH TIME ZONE NOT NULL,
	stored_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_judgement PRIMARY KEY (municipality, cause)
);

CREATE INDEX ix_judgement_municipality_one_other ON judgement (municipality, one, other);

CREATE TABLE match_alias (
	municipality TEXT NOT NULL,
	kind TEXT NOT NULL,
	was UUID NOT NULL,
	now UUID NOT NULL,
	CONSTRAINT pk_match_alias PRIMARY KEY (municipality, kind, was)
);

CREATE TABLE match_edge (
	municipality TEXT NOT NULL,
	one INTEGER NOT NULL,
	other INTEGER NOT NULL,
	levels TEXT NOT NULL,
	rare DOUBLE PRECISION NOT NULL,
	person DOUBLE PRECISION NOT NULL,
	together DOUBLE PRECISION NOT NULL,
	model TEXT NOT NULL,
	CONSTRAINT pk_match_edge PRIMARY KEY (municipality, one, other)
);

CREATE INDEX ix_match_edge_municipality_other ON match_edge (municipality, other);

CREATE TABLE match_number (
	municipality TEXT NOT NULL,
	number INTEGER NOT NULL,
	features BYTEA NOT NULL,
	person_id UUID NOT NULL,
	household_id UUID NOT NULL,
	CONSTRAINT pk_match_number PRIMARY KEY (municipality, number)
);

CREATE TABLE match_record (
	municipality TEXT NOT NULL,
	signal_id UUID NOT NULL,
	number INTEGER NOT NULL,
	person_id UUID NOT NULL,
	household_id UUID NOT NULL,
	CONSTRAINT pk_match_record PRIMARY KEY (municipality, signal_id)
);

CREATE INDEX ix_match_record_municipality_number ON match_record (municipality, number);

CREATE INDEX ix_match_record_municipality_person_id ON match_record (municipality, person_id);

CREATE TABLE match_state (
	municipality TEXT NOT NULL,
	token UUID NOT NULL,
	model TEXT NOT NULL,
	CONSTRAINT pk_match_state PRIMARY KEY (municipality)
);

CREATE TABLE municipality (
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	CONSTRAINT pk_municipality PRIMARY KEY (code)
);

CREATE TABLE outbox (
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	events TEXT NOT NULL,
	CONSTRAINT pk_outbox PRIMARY KEY (id)
);

CREATE INDEX ix_outbox_created_at ON outbox (created_at);

CREATE TABLE parking (
	municipality TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	signal_id UUID NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_by BIGINT,
	CONSTRAINT pk_parking PRIMARY KEY (municipality, sequence)
);

CREATE INDEX ix_parking_due_at ON parking (due_at) WHERE ended_by IS NULL;

CREATE UNIQUE INDEX uq_parking_asleep ON parking (municipality, signal_id) WHERE ended_by IS NULL;

CREATE TABLE partner (
	id UUID NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	contact_mail TEXT,
	contact_phone TEXT,
	delivery_day SMALLINT,
	delivery_interval SMALLINT,
	channels JSONB,
	fields JSONB,
	client_id TEXT,
	webhook_url TEXT,
	webhook_secret TEXT,
	suspended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_partner PRIMARY KEY (id),
	CONSTRAINT uq_partner_client_id UNIQUE (client_id)
);

CREATE TABLE partner_key (
	key_hash BYTEA NOT NULL,
	partner_id UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_partner_key PRIMARY KEY (key_hash),
	CONSTRAINT fk_partner_key_partner FOREIGN KEY(partner_id) REFERENCES partner (id)
);

CREATE TABLE column_mapping (
	partner_id UUID NOT NULL,
	name TEXT NOT NULL,
	version INTEGER NOT NULL,
	body JSONB NOT NULL,
	saved_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_column_mapping PRIMARY KEY (partner_id, name, version),
	CONSTRAINT fk_column_mapping_partner FOREIGN KEY(partner_id) REFERENCES partner (id)
);

CREATE TABLE accepted_kind (
	municipality TEXT NOT NULL,
	kind TEXT NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	CONSTRAINT pk_accepted_kind PRIMARY KEY (municipality, kind, valid_from)
);

CREATE TABLE configuration_change (
	number BIGINT GENERATED ALWAYS AS IDENTITY,
	changed_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	changed_by TEXT NOT NULL,
	worker_id UUID,
	subject TEXT NOT NULL,
	subject_key TEXT NOT NULL,
	field TEXT NOT NULL,
	was JSONB,
	became JSONB,
	CONSTRAINT pk_configuration_change PRIMARY KEY (number)
);

CREATE TABLE policy (
	municipality TEXT NOT NULL,
	version INTEGER NOT NULL,
	valid_from DATE NOT NULL,
	digest TEXT NOT NULL,
	body JSONB NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	decided_by TEXT,
	CONSTRAINT pk_policy PRIMARY KEY (municipality, version)
);

CREATE TABLE quarantine (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	partner_id UUID NOT NULL,
	delivery_id UUID NOT NULL,
	line INTEGER NOT NULL,
	reference TEXT,
	signal_date DATE,
	record JSONB,
	left_out JSONB,
	errors JSONB NOT NULL,
	rejected_at TIMESTAMP WITH TIME ZONE NOT NULL,
	kept_until DATE NOT NULL,
	CONSTRAINT pk_quarantine PRIMARY KEY (municipality, id),
	CONSTRAINT uq_quarantine_delivery_id_line UNIQUE (delivery_id, line)
);

CREATE INDEX ix_quarantine_partner_id_municipality_reference ON quarantine (partner_id, municipality, reference);

CREATE TABLE quarantine_end (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	partner_id UUID NOT NULL,
	delivery_id UUID NOT NULL,
	line INTEGER NOT NULL,
	settlement TEXT NOT NULL,
	reason TEXT,
	worker_id UUID,
	changed JSONB,
	signal_id UUID,
	settled_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_quarantine_end PRIMARY KEY (municipality, id),
	CONSTRAINT uq_quarantine_end_delivery_id_line UNIQUE (delivery_id, line)
);

CREATE TABLE receipt (
	delivery_id UUID NOT NULL,
	line INTEGER NOT NULL,
	partner_id UUID NOT NULL,
	outcome TEXT NOT NULL,
	signal_id UUID,
	errors JSONB,
	findings JSONB,
	kept_until DATE,
	beside_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_receipt PRIMARY KEY (delivery_id, line)
);

CREATE TABLE register_answer (
	municipality TEXT NOT NULL,
	cause UUID NOT NULL,
	register TEXT NOT NULL,
	signal_id UUID NOT NULL,
	answer TEXT NOT NULL,
	worker_id UUID NOT NULL,
	answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	stored_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	number BIGINT GENERATED ALWAYS AS IDENTITY,
	CONSTRAINT pk_register_answer PRIMARY KEY (municipality, cause, register)
);

CREATE INDEX ix_register_answer_municipality_signal_id ON register_answer (municipality, signal_id);

CREATE TABLE register_entry (
	municipality TEXT NOT NULL,
	register TEXT NOT NULL,
	line INTEGER NOT NULL,
	person_key BYTEA,
	home_key BYTEA,
	initials_key BYTEA,
	address_key TEXT,
	answer TEXT NOT NULL,
	uploaded_at TIMESTAMP WITH TIME ZONE DEFAULT transaction_timestamp() NOT NULL,
	CONSTRAINT pk_register_entry PRIMARY KEY (municipality, register, line)
);

CREATE INDEX ix_register_entry_municipality_address_key ON register_entry (municipality, address_key);

CREATE INDEX ix_register_entry_municipality_home_key ON register_entry (municipality, home_key);

CREATE INDEX ix_register_entry_municipality_person_key ON register_entry (municipality, person_key);

CREATE TABLE sequence (
	municipality TEXT NOT NULL,
	last BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT pk_sequence PRIMARY KEY (municipality)
);

CREATE TABLE shadow_day (
	municipality TEXT NOT NULL,
	number INTEGER NOT NULL,
	sequence BIGINT NOT NULL,
	decided_on DATE NOT NULL,
	live TEXT NOT NULL,
	shadow TEXT NOT NULL,
	signals INTEGER NOT NULL,
	CONSTRAINT pk_shadow_day PRIMARY KEY (municipality, number, sequence, decided_on, live, shadow)
);

CREATE TABLE shadow_policy (
	municipality TEXT NOT NULL,
	number INTEGER NOT NULL,
	starts_on DATE NOT NULL,
	digest TEXT,
	body JSONB,
	started_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_shadow_policy PRIMARY KEY (municipality, number)
);

CREATE TABLE signal (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	partner_id UUID NOT NULL,
	partner_kind TEXT NOT NULL,
	delivery_id UUID NOT NULL,
	reference TEXT NOT NULL,
	signal_date DATE NOT NULL,
	customer_number TEXT NOT NULL,
	initials TEXT,
	prefix TEXT,
	surname TEXT NOT NULL,
	birth_date TEXT,
	bsn_cipher BYTEA,
	bsn_hash BYTEA,
	street TEXT,
	house_number TEXT NOT NULL,
	house_letter TEXT,
	house_number_addition TEXT,
	house_number_indication TEXT,
	postcode TEXT NOT NULL,
	town TEXT,
	phone TEXT,
	email TEXT,
	amount_cents INTEGER NOT NULL,
	arrears_since DATE NOT NULL,
	periods_missed SMALLINT NOT NULL,
	kind TEXT NOT NULL,
	planned_date DATE,
	stage TEXT,
	warm_handover BOOLEAN NOT NULL,
	reference_key TEXT GENERATED ALWAYS AS (lower(reference)) STORED NOT NULL,
	content_hash BYTEA NOT NULL,
	features BYTEA NOT NULL,
	door BIGINT NOT NULL,
	person_key BYTEA,
	home_key BYTEA,
	initials_key BYTEA,
	salt BYTEA NOT NULL,
	revision SMALLINT DEFAULT '1' NOT NULL,
	arrival BIGINT NOT NULL,
	withdrawn_after BIGINT,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	revised_at TIMESTAMP WITH TIME ZONE,
	asked UUID NOT NULL,
	occasion TEXT NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	stored_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	has_phone BOOLEAN GENERATED ALWAYS AS (phone IS NOT NULL) STORED NOT NULL,
	CONSTRAINT pk_signal PRIMARY KEY (municipality, id),
	CONSTRAINT uq_signal_municipality_partner_id_reference_key_signal_date UNIQUE (municipality, partner_id, reference_key, signal_date)
);

CREATE TABLE simulated_clock (
	"only" BOOLEAN DEFAULT true NOT NULL,
	now TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_simulated_clock PRIMARY KEY ("only")
);

CREATE TABLE stuck (
	municipality TEXT NOT NULL,
	event_id UUID NOT NULL,
	service TEXT NOT NULL,
	topic TEXT NOT NULL,
	subject UUID NOT NULL,
	error TEXT NOT NULL,
	location TEXT NOT NULL,
	event JSONB NOT NULL,
	stuck_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_stuck PRIMARY KEY (municipality, event_id, service)
);

CREATE INDEX ix_stuck_municipality_subject ON stuck (municipality, subject);

CREATE TABLE supposing (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	case_id UUID,
	worker_id UUID NOT NULL,
	question JSONB NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	answer JSONB,
	answered_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_supposing PRIMARY KEY (municipality, id)
);

CREATE TABLE worker (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	blocked_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_worker PRIMARY KEY (municipality, id)
);

CREATE TABLE absence (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	worker_id UUID NOT NULL,
	first_day DATE NOT NULL,
	last_day DATE,
	recorded_by UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_absence PRIMARY KEY (municipality, id),
	CONSTRAINT fk_absence_worker FOREIGN KEY(municipality, worker_id) REFERENCES worker (municipality, id)
);

CREATE INDEX ix_absence_municipality_worker_id ON absence (municipality, worker_id);

CREATE TABLE agreement (
	municipality TEXT NOT NULL,
	partner_id UUID NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	bsn_basis TEXT,
	birth_date_basis TEXT,
	CONSTRAINT pk_agreement PRIMARY KEY (municipality, partner_id, valid_from),
	CONSTRAINT fk_agreement_partner FOREIGN KEY(partner_id) REFERENCES partner (id)
);

-- Pages may end an agreement and withdraw a ground, and never open one: a hole in them shares nothing with anybody.
CREATE FUNCTION agreement_narrows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF current_user = 'vroegsignaal_worklist' AND (
		coalesce(NEW.valid_to, 'infinity') > coalesce(OLD.valid_to, 'infinity')
		OR NEW.bsn_basis IS NOT NULL AND NEW.bsn_basis IS DISTINCT FROM OLD.bsn_basis
		OR NEW.birth_date_basis IS NOT NULL AND NEW.birth_date_basis IS DISTINCT FROM OLD.birth_date_basis
	) THEN
		RAISE EXCEPTION 'pages may only narrow an agreement' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;

CREATE TRIGGER agreement_narrows BEFORE UPDATE ON agreement FOR EACH ROW EXECUTE FUNCTION agreement_narrows();

-- Whether a partner has an agreement, in force or to come, with this municipality and with no other: only then may a
-- mapping give it for a whole file. With the rights of the owner, as a page sees its own agreements alone; it answers
-- yes or no and no more.
CREATE FUNCTION is_only_municipality(UUID, TEXT) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT coalesce(bool_and(municipality = $2), false) FROM agreement
	WHERE partner_id = $1 AND coalesce(valid_to, 'infinity')
		>= (coalesce((SELECT now FROM simulated_clock), clock_timestamp()) AT TIME ZONE 'Europe/Amsterdam')::date
$$;

CREATE TABLE case_file (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	number BIGINT NOT NULL,
	household_id UUID NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	previous_case_id UUID,
	tray TEXT NOT NULL,
	channel TEXT NOT NULL,
	urgency SMALLINT NOT NULL,
	deadline DATE NOT NULL,
	clock_from DATE NOT NULL,
	clock_sequence BIGINT NOT NULL,
	several BOOLEAN NOT NULL,
	successive BOOLEAN NOT NULL,
	partner_kind TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	dispatch_at TIMESTAMP WITH TIME ZONE,
	work_version INTEGER DEFAULT '0' NOT NULL,
	coordinator UUID,
	touched_at TIMESTAMP WITH TIME ZONE,
	talked_on DATE,
	talked_sequence BIGINT,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_case_file PRIMARY KEY (municipality, id)
);

CREATE INDEX ix_case_file_municipality_household_id ON case_file (municipality, household_id);

CREATE INDEX ix_case_file_waiting ON case_file (dispatch_at) WHERE closed_at IS NULL AND dispatch_at IS NOT NULL;

CREATE UNIQUE INDEX uq_case_file_open_household ON case_file (municipality, household_id) WHERE closed_at IS NULL;

CREATE TABLE delivery (
	id UUID NOT NULL,
	partner_id UUID NOT NULL,
	format TEXT NOT NULL,
	channel TEXT NOT NULL,
	mapping TEXT,
	mapping_version INTEGER,
	state TEXT NOT NULL,
	arrival BIGINT GENERATED ALWAYS AS IDENTITY,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lines INTEGER DEFAULT '0' NOT NULL,
	refused_lines INTEGER DEFAULT '0' NOT NULL,
	failure TEXT,
	digest BYTEA,
	dropped TEXT,
	CONSTRAINT pk_delivery PRIMARY KEY (id),
	CONSTRAINT fk_delivery_partner FOREIGN KEY(partner_id) REFERENCES partner (id)
);

CREATE INDEX ix_delivery_partner_id_arrival ON delivery (partner_id, arrival);

CREATE INDEX ix_delivery_pending ON delivery (partner_id, arrival) WHERE state <> 'done';

CREATE UNIQUE INDEX uq_delivery_digest ON delivery (partner_id, digest) WHERE digest IS NOT NULL;

CREATE TABLE hand_entry (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	partner_id UUID NOT NULL,
	worker_id UUID NOT NULL,
	received_on DATE NOT NULL,
	content JSONB,
	mends UUID,
	reason TEXT,
	changed JSONB,
	typed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	stored_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_hand_entry PRIMARY KEY (municipality, id),
	CONSTRAINT fk_hand_entry_partner FOREIGN KEY(partner_id) REFERENCES partner (id)
);

CREATE TABLE question (
	municipality TEXT NOT NULL,
	cause UUID NOT NULL,
	signal_id UUID NOT NULL,
	occasion TEXT NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	worker_id UUID,
	reason TEXT,
	stored_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT pk_question PRIMARY KEY (municipality, cause),
	CONSTRAINT fk_question_signal FOREIGN KEY(municipality, signal_id) REFERENCES signal (municipality, id)
);

CREATE INDEX ix_question_municipality_signal_id ON question (municipality, signal_id);

CREATE TABLE signal_move (
	municipality TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	signal_id UUID NOT NULL,
	person_id UUID NOT NULL,
	household_id UUID NOT NULL,
	CONSTRAINT pk_signal_move PRIMARY KEY (municipality, signal_id, sequence),
	CONSTRAINT fk_signal_move_signal FOREIGN KEY(municipality, signal_id) REFERENCES signal (municipality, id)
);

CREATE INDEX ix_signal_move_municipality_household_id ON signal_move (municipality, household_id);

CREATE TABLE signal_revision (
	municipality TEXT NOT NULL,
	signal_id UUID NOT NULL,
	revision SMALLINT NOT NULL,
	content JSONB NOT NULL,
	personal JSONB NOT NULL,
	asked UUID NOT NULL,
	occasion TEXT NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	replaced_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_signal_revision PRIMARY KEY (municipality, signal_id, revision),
	CONSTRAINT fk_signal_revision_signal FOREIGN KEY(municipality, signal_id) REFERENCES signal (municipality, id)
);

CREATE TABLE withdrawal (
	municipality TEXT NOT NULL,
	cause UUID NOT NULL,
	signal_id UUID NOT NULL,
	reason TEXT NOT NULL,
	withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_withdrawal PRIMARY KEY (municipality, cause),
	CONSTRAINT fk_withdrawal_signal FOREIGN KEY(municipality, signal_id) REFERENCES signal (municipality, id)
);

CREATE INDEX ix_withdrawal_municipality_signal_id ON withdrawal (municipality, signal_id);

CREATE TABLE worker_session (
	municipality TEXT NOT NULL,
	token_hash BYTEA NOT NULL,
	worker_id UUID NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_worker_session PRIMARY KEY (municipality, token_hash),
	CONSTRAINT fk_worker_session_worker FOREIGN KEY(municipality, worker_id) REFERENCES worker (municipality, id)
);

CREATE TABLE working_hours (
	municipality TEXT NOT NULL,
	worker_id UUID NOT NULL,
	weekday SMALLINT NOT NULL,
	minutes SMALLINT NOT NULL,
	CONSTRAINT pk_working_hours PRIMARY KEY (municipality, worker_id, weekday),
	CONSTRAINT fk_working_hours_worker FOREIGN KEY(municipality, worker_id) REFERENCES worker (municipality, id)
);

CREATE TABLE attempt (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	person_id UUID,
	kind TEXT NOT NULL,
	reached BOOLEAN NOT NULL,
	held_on DATE NOT NULL,
	part_of_day TEXT NOT NULL,
	worker_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_attempt PRIMARY KEY (municipality, id),
	CONSTRAINT fk_attempt_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_attempt_municipality_case_id ON attempt (municipality, case_id);

CREATE TABLE case_event (
	municipality TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	case_id UUID NOT NULL,
	kind TEXT NOT NULL,
	held_on DATE NOT NULL,
	CONSTRAINT pk_case_event PRIMARY KEY (municipality, sequence),
	CONSTRAINT fk_case_event_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_case_event_declined ON case_event (municipality, case_id) WHERE kind = 'declined';

CREATE TABLE case_move (
	municipality TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	case_id UUID NOT NULL,
	household_id UUID NOT NULL,
	CONSTRAINT pk_case_move PRIMARY KEY (municipality, case_id, sequence),
	CONSTRAINT fk_case_move_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE TABLE delivery_chunk (
	delivery_id UUID NOT NULL,
	number INTEGER NOT NULL,
	partner_id UUID NOT NULL,
	records INTEGER NOT NULL,
	body BYTEA NOT NULL,
	CONSTRAINT pk_delivery_chunk PRIMARY KEY (delivery_id, number),
	CONSTRAINT fk_delivery_chunk_delivery FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);

CREATE TABLE webhook_call (
	delivery_id UUID NOT NULL,
	partner_id UUID NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	tries SMALLINT DEFAULT '0' NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	sent BOOLEAN,
	CONSTRAINT pk_webhook_call PRIMARY KEY (delivery_id),
	CONSTRAINT fk_webhook_call_delivery FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);

CREATE INDEX ix_webhook_call_due_at ON webhook_call (due_at) WHERE ended_at IS NULL;

CREATE TABLE idempotency_key (
	partner_id UUID NOT NULL,
	key_hash BYTEA NOT NULL,
	request_hash BYTEA NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE NOT NULL,
	delivery_id UUID,
	answered TEXT,
	CONSTRAINT pk_idempotency_key PRIMARY KEY (partner_id, key_hash),
	CONSTRAINT fk_idempotency_key_delivery FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);

CREATE TABLE milestone (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	kind TEXT NOT NULL,
	result TEXT,
	held_on DATE NOT NULL,
	worker_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_milestone PRIMARY KEY (municipality, id),
	CONSTRAINT fk_milestone_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_milestone_municipality_case_id ON milestone (municipality, case_id);

CREATE UNIQUE INDEX uq_milestone_once ON milestone (municipality, case_id, kind) WHERE kind <> 'first-talk';

CREATE TABLE offer (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	kind TEXT NOT NULL,
	made_on DATE NOT NULL,
	answer TEXT NOT NULL,
	answered_on DATE,
	worker_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_offer PRIMARY KEY (municipality, id),
	CONSTRAINT fk_offer_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_offer_municipality_case_id ON offer (municipality, case_id);

CREATE TABLE override (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	tray TEXT,
	urgency SMALLINT,
	reason TEXT NOT NULL,
	rule TEXT NOT NULL,
	header_version INTEGER NOT NULL,
	ends_on DATE NOT NULL,
	worker_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_override PRIMARY KEY (municipality, id),
	CONSTRAINT fk_override_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_override_municipality_case_id ON override (municipality, case_id);

CREATE INDEX ix_override_open ON override (ends_on) WHERE ended_at IS NULL;

CREATE TABLE withdrawal_check (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	signal_id UUID NOT NULL,
	found TEXT NOT NULL,
	held_on DATE NOT NULL,
	worker_id UUID NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_withdrawal_check PRIMARY KEY (municipality, id),
	CONSTRAINT fk_withdrawal_check_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_withdrawal_check_municipality_case_id ON withdrawal_check (municipality, case_id);

CREATE TABLE task (
	municipality TEXT NOT NULL,
	id UUID NOT NULL,
	case_id UUID NOT NULL,
	tray TEXT NOT NULL,
	channel TEXT NOT NULL,
	urgency SMALLINT NOT NULL,
	deadline DATE NOT NULL,
	state TEXT NOT NULL,
	dispatched_at TIMESTAMP WITH TIME ZONE NOT NULL,
	assignee UUID,
	taken_until TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_task PRIMARY KEY (municipality, case_id),
	CONSTRAINT fk_task_case_file FOREIGN KEY(municipality, case_id) REFERENCES case_file (municipality, id)
);

CREATE INDEX ix_task_assignee ON task (municipality, assignee) WHERE state = 'taken';

CREATE INDEX ix_task_queue ON task (municipality, tray, deadline, urgency DESC) WHERE state = 'queued';

-- Short-lived and read once: compressing it would cost more than writing it.
ALTER TABLE outbox ALTER COLUMN events SET STORAGE EXTERNAL;

CREATE VIEW disposition WITH (security_invoker = true) AS
SELECT d.municipality, d.signal_id, d.revision, d.cause, d.occasion, d.sequence, d.disposition, coalesce((
 SELECT m.person_id FROM signal_move m
 WHERE m.municipality = d.municipality AND m.signal_id = d.signal_id AND m.sequence > d.sequence
 ORDER BY m.sequence DESC LIMIT 1
), d.person_id) AS person_id, coalesce((
 SELECT m.household_id FROM signal_move m
 WHERE m.municipality = d.municipality AND m.signal_id = d.signal_id AND m.sequence > d.sequence
 ORDER BY m.sequence DESC LIMIT 1
), d.household_id) AS household_id, d.case_id, d.contract, d.door, d.partner_id, d.partner_kind, d.reference, d.kind, d.amount_cents, d.received_on, d.known_on, d.arrears_since, d.planned_date, d.stage, d.warm_handover, d.says_it_again, d.withdrawn, d.parked_for, d.parked_until, d.resident, d.debt_help
FROM decision d WHERE NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.sequence > d.sequence
);

CREATE VIEW case_signal WITH (security_invoker = true) AS
SELECT d.municipality, d.signal_id, d.revision, d.cause, d.occasion, d.sequence, coalesce((
 SELECT after.disposition FROM decision after
 WHERE after.municipality = d.municipality AND after.signal_id = d.signal_id AND after.sequence > d.sequence
 ORDER BY after.sequence LIMIT 1
), d.disposition) AS disposition, d.person_id, d.household_id, d.case_id, d.contract, d.door, d.partner_id, d.partner_kind, d.reference, d.kind, d.amount_cents, d.received_on, d.known_on, d.arrears_since, d.planned_date, d.stage, d.warm_handover, d.says_it_again, d.withdrawn, d.parked_for, d.parked_until, d.resident, d.debt_help, coalesce((
 SELECT after.disposition IN ('in-case', 'withdrawn') AND after.occasion NOT IN ('merged', 'split') FROM decision after
 WHERE after.municipality = d.municipality AND after.signal_id = d.signal_id AND after.sequence > d.sequence
 ORDER BY after.sequence LIMIT 1
), d.disposition IN ('in-case', 'withdrawn')) AS still_there
FROM decision d WHERE d.case_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.case_id = d.case_id
 AND later.sequence > d.sequence
);

CREATE VIEW unsettled_signal WITH (security_invoker = true) AS
SELECT s.municipality, s.id, s.revision, s.partner_kind, s.asked, s.stored_at, k.subject IS NOT NULL AS stuck,
 false AS asked_anew
FROM signal s
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = s.municipality AND d.signal_id = s.id AND d.cause = s.asked
)
UNION ALL
SELECT s.municipality, s.id, s.revision, s.partner_kind, q.cause, q.stored_at, k.subject IS NOT NULL, true
FROM question q JOIN signal s ON s.municipality = q.municipality AND s.id = q.signal_id
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id AND d.cause = q.cause
);

CREATE VIEW override_in_force WITH (security_invoker = true) AS
SELECT DISTINCT ON (o.municipality, o.case_id) o.municipality, o.id, o.case_id, o.tray, o.urgency, o.reason, o.rule, o.header_version, o.ends_on, o.worker_id, o.recorded_at, o.ended_at
FROM override o WHERE o.ended_at IS NULL ORDER BY o.municipality, o.case_id, o.recorded_at DESC, o.id DESC;

CREATE VIEW case_trace WITH (security_invoker = true) AS
SELECT c.municipality, c.id AS case_id, (
 SELECT d.signal_id FROM case_signal d
 WHERE d.municipality = c.municipality AND d.case_id = c.id ORDER BY d.sequence LIMIT 1
) AS signal_id FROM case_file c;

CREATE VIEW undispatched_case WITH (security_invoker = true) AS
SELECT c.municipality, c.id, c.number, c.tray, c.urgency, c.dispatch_at, EXISTS (SELECT 1 FROM stuck k WHERE k.municipality = c.municipality AND k.subject = c.id AND k.service = 'notify') AS stuck
FROM case_file c
WHERE c.closed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM task t WHERE t.municipality = c.municipality AND t.case_id = c.id);

CREATE VIEW lagging_task WITH (security_invoker = true) AS
SELECT c.municipality, c.id, c.number, c.tray, c.urgency, EXISTS (SELECT 1 FROM stuck k WHERE k.municipality = c.municipality AND k.subject = c.id AND k.service = 'notify') AS stuck
FROM case_file c JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
WHERE c.closed_at IS NULL
AND (t.tray, t.channel, t.urgency, t.deadline)
 IS DISTINCT FROM (c.tray, c.channel, c.urgency, c.deadline);
