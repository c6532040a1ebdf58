-- Every target beside the actual figures that tell whether it was reached.
WITH
due_milestones AS (
    SELECT agreement_id, max(date_latest) AS due_on
    FROM agreement_milestones
    WHERE kind = 'target_due'
    GROUP BY agreement_id
),
goals AS (
    SELECT
        quantities.*,
        coalesce(quantities.period_latest, due_milestones.due_on) AS due_on,
        year(coalesce(quantities.period_latest, due_milestones.due_on)) AS target_year,
        reconciliation.preferred_claim_id,
        preferred.figure AS goal,
        preferred.qualifier AS goal_qualifier,
        -- A figure is to be reached or passed, unless it was set as a ceiling.
        coalesce(preferred.qualifier IN ('up_to', 'less_than'), false) AS is_ceiling,
        coalesce(preferred.qualifier IN ('more_than', 'less_than'), false) AS is_strict
    FROM quantities
    JOIN reconciliation ON reconciliation.quantity_id = quantities.quantity_id
    LEFT JOIN due_milestones ON due_milestones.agreement_id = quantities.agreement_id
    LEFT JOIN votes AS preferred ON preferred.claim_id = reconciliation.preferred_claim_id
    WHERE quantities.stage = 'target'
),
years AS (
    SELECT
        quantity_id,
        'calendar_year' AS basis,
        make_date(target_year, 1, 1) AS begins,
        make_date(target_year, 12, 31) AS ends
    FROM goals
    UNION ALL
    SELECT quantity_id, 'fiscal_year', make_date(target_year - 1, 4, 1), make_date(target_year, 3, 31)
    FROM goals
),
-- The widest reading of what the voting claims on an actual figure allow; no bound as soon as one claim has none.
actuals AS (
    SELECT
        quantities.*,
        reconciliation.low,
        reconciliation.median,
        reconciliation.high,
        spans.lowest,
        spans.highest
    FROM quantities
    JOIN reconciliation ON reconciliation.quantity_id = quantities.quantity_id
    JOIN (
        SELECT
            quantity_id,
            CASE WHEN count(*) = count(lowest) THEN min({'place': lowest, 'is_open': NOT lowest_inclusive}) END
                AS lowest,
            CASE WHEN count(*) = count(highest) THEN max({'place': highest, 'is_closed': highest_inclusive}) END
                AS highest
        FROM votes
        WHERE votes
        GROUP BY quantity_id
    ) AS spans ON spans.quantity_id = quantities.quantity_id
    WHERE quantities.stage = 'actual'
),
pairs AS (
    SELECT
        goals.quantity_id,
        years.basis,
        actuals.* EXCLUDE (quantity_id),
        actuals.quantity_id AS actual_quantity_id
    FROM goals
    JOIN years ON years.quantity_id = goals.quantity_id
    JOIN actuals
        ON actuals.measure = goals.measure
        AND actuals.subject_id IS NOT DISTINCT FROM goals.subject_id
        AND actuals.counterparty_id IS NOT DISTINCT FROM goals.counterparty_id
        -- Two figures that name no party have nothing in common but the agreement they belong to.
        AND (coalesce(goals.subject_id, goals.counterparty_id) IS NOT NULL OR actuals.agreement_id = goals.agreement_id)
        AND actuals.counted_id IS NOT DISTINCT FROM goals.counted_id
        AND (actuals.scope = goals.scope OR actuals.scope IS NULL OR goals.scope IS NULL)
        -- A year's trade says nothing on a running total, nor a part on its whole.
        AND (actuals.flow = goals.flow OR actuals.flow = 'unspecified' OR goals.flow = 'unspecified')
        AND (actuals.slice = goals.slice OR actuals.slice IS NULL)
        AND actuals.period_latest = years.ends
        AND (actuals.period_earliest = years.begins OR goals.flow IN ('cumulative', 'stock'))
),
compared AS (
    SELECT
        goals.*,
        coalesce(pairs.basis, 'no_figure') AS basis,
        pairs.actual_quantity_id,
        pairs.period AS actual_period,
        pairs.period_earliest AS actual_period_earliest,
        pairs.period_latest AS actual_period_latest,
        pairs.scope AS actual_scope,
        pairs.unit AS actual_unit,
        pairs.low AS actual_low,
        pairs.median AS actual_median,
        pairs.high AS actual_high,
        pairs.unit = goals.unit AS is_comparable,
        -- A ceiling is a floor seen from above: mirrored at zero, both ask whether the worst case reaches the aim.
        CASE WHEN is_ceiling THEN -goal ELSE goal END AS aim,
        CASE WHEN is_ceiling THEN -highest.place ELSE lowest.place END AS worst,
        CASE WHEN is_ceiling THEN NOT highest.is_closed ELSE lowest.is_open END AS worst_is_open,
        CASE WHEN is_ceiling THEN -lowest.place ELSE highest.place END AS best,
        CASE WHEN is_ceiling THEN lowest.is_open ELSE NOT highest.is_closed END AS best_is_open
    FROM goals
    LEFT JOIN pairs ON pairs.quantity_id = goals.quantity_id
)
SELECT
    concat_ws('.', quantity_id, basis, actual_quantity_id) AS comparison_id,
    quantity_id AS target_quantity_id,
    preferred_claim_id AS target_claim_id,
    measure,
    subject_id,
    counterparty_id,
    scope AS target_scope,
    goal::DECIMAL(24, 6) AS target,
    goal_qualifier AS target_qualifier,
    unit,
    due_on::DATE AS due_on,
    target_year::BIGINT AS target_year,
    basis,
    actual_quantity_id,
    actual_period,
    actual_period_earliest,
    actual_period_latest,
    actual_scope,
    actual_unit,
    actual_low::DECIMAL(24, 6) AS actual_low,
    actual_median::DECIMAL(24, 6) AS actual_median,
    actual_high::DECIMAL(24, 6) AS actual_high,
    (CASE WHEN is_comparable THEN round(actual_median / nullif(goal, 0), 6) END)::DECIMAL(24, 6) AS ratio,
    CASE
        WHEN is_comparable AND (worst > aim OR (worst = aim AND (worst_is_open OR NOT is_strict))) THEN 'met'
        WHEN due_on > getvariable('today') THEN 'not_yet_due'
        WHEN is_comparable AND (best < aim OR (best = aim AND (best_is_open OR is_strict))) THEN 'missed'
        ELSE 'unknown'
    END AS verdict
FROM compared
