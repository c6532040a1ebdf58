# R, with its package RSQLite: how many rifles does each source name, and how is it read?
# Run after `make build`, in the folder of the repository: Rscript examples/with_r.R

record <- DBI::dbConnect(RSQLite::SQLite(), "dist/data/pacts-and-figures.sqlite")
claims <- DBI::dbReadTable(record, "claims_wide")
DBI::dbDisconnect(record)

options(scipen = 15, width = 150) # amounts in full
claims$known_from <- as.Date(claims$known_from) # days are text in SQLite; of publication, else of retrieval
rifles <- claims[claims$quantity_id == "ind-rus-2021-rifles-units", ]
shown <- rifles[order(rifles$known_from), c("known_from", "publisher_name", "as_written", "qualifier", "low", "high")]
print(shown, row.names = FALSE)

cat("\nClaims by measure and verdict:\n")
print(table(claims$measure, claims$verdict, useNA = "ifany"))
