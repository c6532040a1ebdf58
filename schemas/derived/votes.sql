-- One row a claim: whom its figure goes back to, what it is in its quantity's unit, and whether it votes.
-- A step on the way to the derived tables, not one of them; claims_wide shows what an analyst needs of it.
WITH RECURSIVE
-- Every source with all that it was copied from, itself included. UNION drops repeats, so a circle comes to an end.
lineage AS (
    SELECT source_id, source_id AS ancestor_id FROM sources
    UNION
    SELECT lineage.source_id, sources.origin_id
    FROM lineage
    JOIN sources ON sources.source_id = lineage.ancestor_id
    WHERE sources.origin_id IS NOT NULL
),
roots AS (
    SELECT lineage.source_id, min(root.source_id) AS root_id, min(root.publisher_id) AS publisher_id
    FROM lineage
    JOIN sources AS root ON root.source_id = lineage.ancestor_id
    WHERE root.origin_id IS NULL
    GROUP BY lineage.source_id
),
said AS (
    SELECT
        claims.*,
        quantities.unit AS quantity_unit,
        'source:' || coalesce(roots.root_id, sources.source_id) AS document,
        CASE
            WHEN claims.said_at_id IS NOT NULL THEN 'event:' || claims.said_at_id
            WHEN claims.attributed_to_id IS NOT NULL THEN 'entity:' || claims.attributed_to_id
            ELSE document
        END AS origin,
        -- Whose series of figures this belongs to: a ministry's own page and a paper that quotes it share one.
        coalesce(claims.attributed_to_id, roots.publisher_id, sources.publisher_id) AS issuer_id,
        sources.kind AS source_kind,
        sources.reliability,
        coalesce(claims.stated_on_latest, sources.published_on_latest, sources.retrieved_on) AS said_on,
        -- The day that an exchange rate has to hold. No period holds an unknown one: none is open at both ends.
        CASE WHEN claims.stated_on IS NULL THEN sources.published_on_earliest ELSE claims.stated_on_earliest END
            AS said_from,
        CASE WHEN claims.stated_on IS NULL THEN sources.published_on_latest ELSE claims.stated_on_latest END AS said_to
    FROM claims
    JOIN quantities ON quantities.quantity_id = claims.quantity_id
    JOIN passages ON passages.passage_id = claims.passage_id
    JOIN sources ON sources.source_id = passages.source_id
    LEFT JOIN roots ON roots.source_id = sources.source_id
),
exchanged AS (
    SELECT claim_id, said_from, said_to, unnest([unit, quantity_unit]) AS currency
    FROM said
    WHERE unit <> quantity_unit
),
rates AS (
    -- The cast matters: in a WITH RECURSIVE the first half of a UNION sets the type, and rates would become integers.
    SELECT claim_id, currency, 1::DECIMAL(24, 6) AS usd_per_unit FROM exchanged WHERE currency = 'USD'
    UNION ALL
    (
        SELECT exchanged.claim_id, exchanged.currency, exchange_rates.usd_per_unit
        FROM exchanged
        JOIN exchange_rates
            ON exchange_rates.currency = exchanged.currency
            AND (period_earliest IS NULL OR period_earliest <= said_from)
            AND (period_latest IS NULL OR period_latest >= said_to)
        WHERE exchanged.currency <> 'USD'
        -- The narrowest period; of two as narrow the one that began later, then by its text.
        QUALIFY row_number() OVER (
            PARTITION BY claim_id, exchanged.currency
            ORDER BY period_latest - period_earliest NULLS LAST, period_earliest DESC NULLS LAST, period
        ) = 1
    )
),
-- What one of the claim's unit is in the quantity's; missing where there is no way from one to the other. Six decimals,
-- as the rates have: more would give converted figures more digits than the 15 that every form of the exports holds.
factors AS (
    SELECT
        said.claim_id,
        (CASE WHEN said.unit = said.quantity_unit THEN 1 ELSE own.usd_per_unit / target.usd_per_unit END)
            ::DECIMAL(24, 6) AS factor
    FROM said
    LEFT JOIN rates AS own ON own.claim_id = said.claim_id AND own.currency = said.unit
    LEFT JOIN rates AS target ON target.claim_id = said.claim_id AND target.currency = said.quantity_unit
),
figures AS (
    SELECT
        said.*,
        (said.value * factor)::DECIMAL(24, 6) AS figure,
        (coalesce(said.value_upper, said.value) * factor)::DECIMAL(24, 6) AS figure_upper,
        (bounds.point * factor)::DECIMAL(24, 6) AS point,
        -- The interval for verdicts: bounds, or the tolerance around an approximation. A date's counts days from 1970.
        (bounds.tolerance * abs(bounds.point))::DECIMAL(24, 6) AS margin,
        (CASE
            WHEN said.unit = 'date' THEN said.date_earliest - DATE '1970-01-01'
            ELSE coalesce(bounds.low, bounds.point - margin) * factor
        END)::DECIMAL(24, 6) AS lowest,
        (CASE
            WHEN said.unit = 'date' THEN said.date_latest - DATE '1970-01-01'
            ELSE coalesce(bounds.high, bounds.point + margin) * factor
        END)::DECIMAL(24, 6) AS highest,
        coalesce(bounds.low_inclusive, true) AS lowest_inclusive,
        coalesce(bounds.high_inclusive, true) AS highest_inclusive,
        CASE
            WHEN said.qualifier = 'unquantified' OR (said.value IS NULL AND said.date IS NULL) THEN 'unquantified'
            WHEN said.error_kind IS NOT NULL THEN 'error'
            WHEN said.superseded_by_id IS NOT NULL THEN 'superseded'
            WHEN said.derived_from_id IS NOT NULL THEN 'derived'
            WHEN factor IS NULL THEN 'not_convertible'
        END AS barred_by
    FROM said
    JOIN bounds ON bounds.claim_id = said.claim_id
    JOIN factors ON factors.claim_id = said.claim_id
),
-- Only an edition that could vote itself outdates others; a claim that names none is never outdated.
editions AS (
    SELECT
        *,
        max(vintage_earliest) FILTER (WHERE barred_by IS NULL) OVER (PARTITION BY quantity_id, issuer_id)
            AS newest_vintage
    FROM figures
),
judged AS (
    SELECT
        * EXCLUDE (barred_by, newest_vintage),
        CASE
            WHEN barred_by IS NOT NULL THEN barred_by
            WHEN vintage_latest < newest_vintage THEN 'older_edition'
        END AS no_vote_reason,
        no_vote_reason IS NULL AS votes
    FROM editions
),
-- A document and whom it names are one origin, and so is all that is joined by way of them, within one quantity: of one
-- page, or of the copies of one story, some claims name a speaker and others do not. A claim that doesn't vote joins none.
links AS (
    SELECT quantity_id, origin AS label, document AS other FROM judged WHERE votes
    UNION
    SELECT quantity_id, document, origin FROM judged WHERE votes
),
-- Each label with smaller ones that it is joined to. The smallest of all is passed on by every one, larger ones needn't be.
joined AS (
    SELECT quantity_id, label, label AS smaller FROM links
    UNION
    SELECT links.quantity_id, links.other, joined.smaller
    FROM joined
    JOIN links ON links.quantity_id = joined.quantity_id AND links.label = joined.label
    WHERE joined.smaller < links.other
),
groups AS (SELECT quantity_id, label, min(smaller) AS origin FROM joined GROUP BY quantity_id, label)
SELECT
    judged.* REPLACE (coalesce(least(by_speaker.origin, by_document.origin), judged.origin) AS origin)
FROM judged
LEFT JOIN groups AS by_speaker
    ON by_speaker.quantity_id = judged.quantity_id AND by_speaker.label = judged.origin
LEFT JOIN groups AS by_document
    ON by_document.quantity_id = judged.quantity_id AND by_document.label = judged.document
