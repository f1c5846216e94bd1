# Times glmnet() alone. Reads the problem once, says "ready", then obeys one command a line:
#
#   <lambda, comma-separated>      ->  <seconds>, and the coefficients of one lambda after the other as doubles in
#                                      the file "coefficients" (fewer than asked where glmnet stops early)
#
# usage: Rscript glmnet_driver.R <folder> <rows> <columns>

suppressMessages(library(glmnet))
args <- commandArgs(trailingOnly = TRUE)
folder <- args[1]
n <- as.integer(args[2])
d <- as.integer(args[3])
load_doubles <- function(name, count) readBin(file.path(folder, name), "double", count, size = 8)
X <- matrix(load_doubles("dense", n * d), n, d, byrow = TRUE)
y <- factor(load_doubles("labels", n))

cat("ready\n")
flush(stdout())
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  lambda <- as.numeric(strsplit(line, ",")[[1]])
  seconds <- system.time(
    fit <- glmnet(X, y, family = "binomial", lambda = lambda, standardize = FALSE, intercept = FALSE),
    gcFirst = FALSE
  )[["elapsed"]]
  writeBin(as.vector(as.matrix(fit$beta)), file.path(folder, "coefficients"), size = 8)
  cat(sprintf("%.9f\n", seconds))
  flush(stdout())
}
