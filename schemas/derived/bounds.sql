-- What each printed figure allows the true one to be, in the unit it was printed in.
SELECT
    claim_id,
    (CASE WHEN qualifier IN ('exact', 'range', 'at_least', 'more_than') THEN value END)::DECIMAL(24, 6) AS low,
    (CASE
        WHEN value IS NULL THEN NULL
        WHEN qualifier IN ('exact', 'range', 'at_least') THEN true
        WHEN qualifier = 'more_than' THEN false
    END)::BOOLEAN AS low_inclusive,
    (CASE
        WHEN qualifier IN ('exact', 'up_to', 'less_than') THEN value
        WHEN qualifier = 'range' THEN value_upper
    END)::DECIMAL(24, 6) AS high,
    (CASE
        WHEN value IS NULL THEN NULL
        WHEN qualifier IN ('exact', 'range', 'up_to') THEN true
        WHEN qualifier = 'less_than' THEN false
    END)::BOOLEAN AS high_inclusive,
    -- An approximation promises no bound. Verdicts need one all the same, and this is the only place that says which.
    (CASE WHEN value IS NOT NULL AND qualifier IN ('about', 'near', 'estimated') THEN 0.05 END)::DECIMAL(24, 6)
        AS tolerance,
    (CASE WHEN qualifier = 'range' THEN (value + value_upper) * 0.5 ELSE value END)::DECIMAL(24, 6) AS point
FROM claims
