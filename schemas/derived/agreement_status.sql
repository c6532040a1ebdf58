-- How far each agreement has come: its latest step that was really taken, as of today.
WITH
taken AS (
    SELECT
        agreement_milestones.*,
        codes.position,
        max(date_earliest) OVER (PARTITION BY agreement_id) AS latest_start
    FROM agreement_milestones
    LEFT JOIN codes
        ON codes.table_name = 'agreement_milestones' AND codes.field_name = 'kind' AND codes.code = kind
    -- A step whose date has no first day is not after any day.
    WHERE modality = 'actual' AND (date_earliest IS NULL OR date_earliest <= getvariable('today'))
),
-- Steps that no other is known to follow. Dates differ in precision ("2021" and "2021-12-06"), so that several may
-- be left: those count as simultaneous, and the one furthest in the order of the codes wins.
reached AS (
    SELECT * FROM taken
    WHERE date_latest IS NULL OR latest_start IS NULL OR date_latest >= latest_start
    QUALIFY row_number() OVER (
        PARTITION BY agreement_id ORDER BY position DESC NULLS LAST, date_latest DESC NULLS LAST, milestone_id DESC
    ) = 1
)
SELECT
    agreements.agreement_id,
    coalesce(reached.kind, 'unknown') AS status,
    reached.date AS since,
    reached.date_earliest AS since_earliest,
    reached.date_latest AS since_latest,
    reached.part,
    reached.milestone_id
FROM agreements
LEFT JOIN reached ON reached.agreement_id = agreements.agreement_id
