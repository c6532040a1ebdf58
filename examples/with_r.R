# R, with its package arrow: what did each source say, and how is it read?
# Run after `make build`, in the folder of the repository: Rscript examples/with_r.R

claims <- arrow::read_parquet("dist/data/parquet/claims_wide.parquet")
claims$value <- as.numeric(claims$value) # decimals, exact in the file

shown <- claims[, c("claim_id", "publisher_name", "as_written", "qualifier", "value", "unit", "known_from")]
print(as.data.frame(shown), row.names = FALSE)

cat("\nClaims by measure and verdict:\n")
print(table(claims$measure, claims$verdict))
