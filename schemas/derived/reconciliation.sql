-- Per quantity: what its voting claims say together, whether they agree, and which one to quote.
WITH
voting AS (SELECT * FROM votes WHERE votes),
-- An origin has one voice in the median, however often it is repeated: the median of its own claims.
voices AS (
    SELECT quantity_id, origin, list(point ORDER BY point) AS points
    FROM voting
    WHERE point IS NOT NULL
    GROUP BY quantity_id, origin
),
origin_points AS (
    -- The middle one, or half way between the middle two; median() would go through floating point.
    SELECT quantity_id, (points[(len(points) + 1) // 2] + points[len(points) // 2 + 1]) * 0.5 AS point FROM voices
),
point_lists AS (
    SELECT quantity_id, list(point ORDER BY point) AS points FROM origin_points GROUP BY quantity_id
),
medians AS (
    SELECT
        quantity_id,
        ((points[(len(points) + 1) // 2] + points[len(points) // 2 + 1]) * 0.5)::DECIMAL(24, 6) AS median
    FROM point_lists
),
counted AS (SELECT quantity_id, count(*) AS claims FROM claims GROUP BY quantity_id),
summed AS (
    SELECT
        quantity_id,
        count(*) AS voting,
        count(DISTINCT origin) AS origins,
        min(figure) AS low,
        max(figure_upper) AS high,
        -- Where all intervals have begun, and where the first one ends. Of two at one place the open one decides.
        max({'place': lowest, 'is_open': NOT lowest_inclusive}) FILTER (WHERE lowest IS NOT NULL) AS last_start,
        min({'place': highest, 'is_closed': highest_inclusive}) FILTER (WHERE highest IS NOT NULL) AS first_end
    FROM voting
    GROUP BY quantity_id
),
judged AS (
    SELECT
        *,
        last_start IS NULL
        OR first_end IS NULL
        OR last_start.place < first_end.place
        OR (last_start.place = first_end.place AND NOT last_start.is_open AND first_end.is_closed) AS share_a_point,
        -- By size, so that two deficits compare as two surpluses do; a deficit and a surplus are never close.
        sign(low) = sign(high) AND greatest(abs(low), abs(high)) <= 1.05 * least(abs(low), abs(high)) AS are_close
    FROM summed
),
ranked AS (
    SELECT
        *,
        source_kind IN (
            'official_statement', 'official_statistic', 'parliamentary_answer', 'legislation', 'agreement_text'
        ) AS is_official,
        row_number() OVER best_first AS place,
        -- The runner-up: the first thing in which the winner differs from it is the rule that decided.
        lead(claim_id) OVER best_first AS next_id,
        lead(is_official) OVER best_first AS next_official,
        lead(reliability) OVER best_first AS next_reliability,
        lead(credibility) OVER best_first AS next_credibility,
        lead(said_on) OVER best_first AS next_said_on
    FROM voting
    WINDOW best_first AS (
        PARTITION BY quantity_id ORDER BY is_official DESC, reliability, credibility, said_on DESC, claim_id
    )
),
preferred AS (
    SELECT
        quantity_id,
        claim_id,
        CASE
            WHEN next_id IS NULL THEN 'only_claim'
            WHEN is_official <> next_official THEN 'official_kind'
            WHEN reliability <> next_reliability THEN 'reliability'
            WHEN credibility <> next_credibility THEN 'credibility'
            WHEN said_on <> next_said_on THEN 'latest'
            ELSE 'lowest_id'
        END AS chosen_by
    FROM ranked
    WHERE place = 1
)
SELECT
    quantities.quantity_id,
    coalesce(counted.claims, 0)::BIGINT AS claims,
    coalesce(judged.voting, 0)::BIGINT AS voting,
    coalesce(judged.origins, 0)::BIGINT AS independent_origins,
    judged.low::DECIMAL(24, 6) AS low,
    medians.median::DECIMAL(24, 6) AS median,
    judged.high::DECIMAL(24, 6) AS high,
    -- By the median's size: a deficit has a spread, too, and it is not negative.
    round((judged.high - judged.low) / nullif(abs(medians.median), 0), 6)::DECIMAL(24, 6) AS spread,
    quantities.unit AS unit,
    CASE
        WHEN judged.voting IS NULL THEN 'no_vote'
        WHEN judged.origins = 1 THEN 'single_origin'
        WHEN share_a_point THEN 'agree'
        WHEN are_close THEN 'within_tolerance'
        ELSE 'conflict'
    END AS verdict,
    preferred.claim_id AS preferred_claim_id,
    preferred.chosen_by AS preferred_by
FROM quantities
LEFT JOIN counted ON counted.quantity_id = quantities.quantity_id
LEFT JOIN judged ON judged.quantity_id = quantities.quantity_id
LEFT JOIN medians ON medians.quantity_id = quantities.quantity_id
LEFT JOIN preferred ON preferred.quantity_id = quantities.quantity_id
