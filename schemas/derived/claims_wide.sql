-- One row a claim with everything that a reader needs to understand, judge and cite it.
SELECT
    claims.claim_id,
    -- Publisher, title, date, figure as printed: enough to find it without this dataset; the id finds it within.
    concat(
        publisher.name, ', “', sources.title, '”, ',
        coalesce(sources.published_on, 'undated, read ' || sources.retrieved_on::VARCHAR),
        ': “', claims.as_written,
        -- A leading question mark says that the unit is printed nowhere.
        CASE WHEN claims.unit_as_written NOT LIKE '?%' THEN ' ' || claims.unit_as_written END,
        '” (', claims.claim_id, ')'
    ) AS citation,
    claims.as_written,
    claims.unit_as_written,
    claims.value,
    claims.value_upper,
    claims.date,
    claims.date_earliest,
    claims.date_latest,
    claims.qualifier,
    claims.unit,
    bounds.low,
    bounds.low_inclusive,
    bounds.high,
    bounds.high_inclusive,
    bounds.tolerance,
    bounds.point,
    claims.match,
    quantities.quantity_id,
    quantities.definition,
    quantities.measure,
    quantities.subject_id,
    subject.name AS subject_name,
    quantities.counterparty_id,
    counterparty.name AS counterparty_name,
    quantities.counted_id,
    counted.name AS counted_name,
    quantities.stage,
    quantities.flow,
    quantities.scope,
    quantities.period,
    quantities.period_earliest,
    quantities.period_latest,
    quantities.period_basis,
    quantities.period_id,
    named_period.name AS period_name,
    quantities.slice,
    quantities.unit AS quantity_unit,
    quantities.agreement_id,
    agreements.title AS agreement_title,
    agreements.kind AS agreement_kind,
    agreements.domain AS agreement_domain,
    agreements.item_id,
    item.name AS item_name,
    quantities.event_id,
    events.name AS event_name,
    quantities.milestone_id,
    sources.source_id,
    sources.title AS source_title,
    sources.kind AS source_kind,
    sources.publisher_id,
    publisher.name AS publisher_name,
    sources.published_on,
    sources.published_on_earliest,
    sources.published_on_latest,
    sources.url AS source_url,
    sources.reliability AS source_reliability,
    coalesce(sources.published_on_latest, sources.retrieved_on) AS known_from,
    claims.passage_id,
    claims.attributed_to_id,
    attributed_to.name AS attributed_to_name,
    claims.via_id,
    via.name AS via_name,
    claims.said_at_id,
    said_at.name AS said_at_name,
    claims.stated_on,
    claims.stated_on_earliest,
    claims.stated_on_latest,
    claims.derived_from_id,
    claims.derivation,
    claims.vintage,
    claims.vintage_earliest,
    claims.vintage_latest,
    claims.credibility,
    claims.error_kind,
    claims.superseded_by_id,
    claims.note,
    votes.origin,
    votes.point AS point_in_quantity_unit,
    votes.votes,
    votes.no_vote_reason,
    reconciliation.verdict
FROM claims
JOIN bounds ON bounds.claim_id = claims.claim_id
JOIN votes ON votes.claim_id = claims.claim_id
JOIN quantities ON quantities.quantity_id = claims.quantity_id
JOIN reconciliation ON reconciliation.quantity_id = claims.quantity_id
JOIN passages ON passages.passage_id = claims.passage_id
JOIN sources ON sources.source_id = passages.source_id
JOIN entities AS publisher ON publisher.entity_id = sources.publisher_id
LEFT JOIN agreements ON agreements.agreement_id = quantities.agreement_id
LEFT JOIN events ON events.event_id = quantities.event_id
LEFT JOIN events AS said_at ON said_at.event_id = claims.said_at_id
LEFT JOIN entities AS subject ON subject.entity_id = quantities.subject_id
LEFT JOIN entities AS counterparty ON counterparty.entity_id = quantities.counterparty_id
LEFT JOIN entities AS counted ON counted.entity_id = quantities.counted_id
LEFT JOIN entities AS named_period ON named_period.entity_id = quantities.period_id
LEFT JOIN entities AS item ON item.entity_id = agreements.item_id
LEFT JOIN entities AS attributed_to ON attributed_to.entity_id = claims.attributed_to_id
LEFT JOIN entities AS via ON via.entity_id = claims.via_id
