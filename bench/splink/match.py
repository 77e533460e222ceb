"""Splink on the file of a benchmark: python match.py historical|people FILE. Prints F1 of its final clusters."""

import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

KIND, FILE = sys.argv[1:3]


def historical():
    """The settings of Splink's own demo of this file, and the threshold that is best for it."""
    rows = duckdb.sql(f"select * from read_parquet('{FILE}')").df()
    rules = [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake,1,3)", "dob"),
        block_on("substr(postcode_fake,1,3)", "first_name"),
        block_on("substr(postcode_fake,1,3)", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    ]
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_name_surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    rows["first_name_surname"] = rows["first_name"] + " " + rows["surname"]
    trained = [block_on("first_name", "surname"), block_on("dob")]
    certain = [
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname"
        " and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
        "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
    ]
    return rows, "unique_id", "cluster", rules, comparisons, trained, certain, 0.94


def people():
    rows = duckdb.sql(f"select * from read_csv('{FILE}', all_varchar=true, header=true)").df()
    rules = [
        block_on("surname", "birth_date"),
        block_on("given_name", "birth_date"),
        block_on("email"),
        block_on("given_name", "surname", "postal_code"),
        block_on("phone", "given_name"),
        block_on("street", "birth_date"),
        block_on("street", "given_name"),
        block_on("surname", "substr(birth_date,1,7)"),
    ]
    comparisons = [
        cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.ExactMatch("street").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
        cl.ExactMatch("email").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("phone", 1),
        cl.ExactMatch("gender"),
    ]
    trained = [block_on("given_name", "surname"), block_on("birth_date", "postal_code")]
    certain = ["l.given_name = r.given_name and l.surname = r.surname and l.birth_date = r.birth_date"]
    return rows, "record_id", "entity", rules, comparisons, trained, certain, 0.9


rows, key, truth, rules, comparisons, trained, certain, threshold = globals()[KIND]()
db_api = DuckDBAPI()
linker = Linker(
    db_api.register(rows),
    SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=key,
        blocking_rules_to_generate_predictions=rules,
        comparisons=comparisons,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    ),
)
linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
for rule in trained:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
predictions = linker.inference.predict(threshold_match_probability=0.05)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold)
found = clusters.as_pandas_dataframe()[["cluster_id", key]].merge(rows[[key, truth]], on=key)


def pairs(*columns):
    sizes = found.groupby(list(columns)).size()
    return (sizes * (sizes - 1) / 2).sum()


both, ours, true = pairs("cluster_id", truth), pairs("cluster_id"), pairs(truth)
print(f"pairs: precision {both / ours:.4f}, recall {both / true:.4f}, F1 {2 * both / (ours + true):.4f}")
