// See labelled_runs.hpp.
#include "tests/unit/reports/labelled_runs.hpp"

#include <sstream>

#include "harness/base/files.hpp"
#include "harness/record/counts_file.hpp"
#include "harness/record/errors_file.hpp"
#include "harness/record/predictions.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::test {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

void write_labelled(const std::filesystem::path& experiment, const std::string& method,
                    const std::string& target, std::uint64_t seed,
                    const std::vector<LabelledSentence>& sentences) {
  std::vector<std::vector<std::string>> columns;
  for (const auto& sentence : sentences)
    for (const auto* text : {&sentence.words, &sentence.gold, &sentence.predicted})
      columns.push_back(split(*text));
  std::vector<score::SentenceLabels> labels;
  std::vector<record::PredictedSentence> predictions;
  score::TestSet test;
  for (std::size_t i = 0; i < columns.size(); i += 3) {
    labels.push_back({columns[i + 1], columns[i + 2]});
    predictions.push_back({columns[i], columns[i + 1], columns[i + 2]});
    test.words.emplace_back(columns[i]);
  }
  const score::Score score = score::score_conlleval(labels);
  record::RunRecord run = scored_run(method, target, seed, {});
  run.score = score;
  const auto folder = experiment / run.id.folder();
  record::write_json(folder / record::kMetricsFile, to_json(run));
  write_file(folder / record::kCountsFile, to_bytes(record::counts_table(score)));
  record::write_json(folder / record::kErrorsFile,
                     record::errors_to_json(score::analyse_errors(labels, test)));
  write_file(folder / record::kTestPredictions, record::predictions_text(predictions));
}

void write_labelled_methods(const std::filesystem::path& experiment) {
  const std::string merkel = "Angela Merkel besuchte Paris .", bank = "Die Bank am Main liegt .";
  const std::string of_merkel = "B-PER I-PER O B-LOC O", of_bank = "O O O B-LOC O O";
  for (const std::uint64_t seed : {1, 2})
    write_labelled(experiment, "mulda", "de", seed,
                   {{bank, of_bank, of_bank}, {merkel, of_merkel, of_merkel}});
  write_labelled(experiment, "wu_dredze", "de", 1,
                 {{bank, of_bank, "O O O O O O"}, {merkel, of_merkel, "B-PER O O B-ORG O"}});
  write_labelled(experiment, "wu_dredze", "de", 2,
                 {{bank, of_bank, of_bank}, {merkel, of_merkel, "B-PER I-PER O B-ORG O"}});
}

}  // namespace xner::test
