// See results.hpp.
#include "harness/flow/results.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/fail_point.hpp"
#include "harness/base/files.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/flow/error_facts.hpp"
#include "harness/flow/input_name.hpp"
#include "harness/flow/predicted_labels.hpp"
#include "harness/flow/provenance.hpp"
#include "harness/record/counts_file.hpp"
#include "harness/record/errors_file.hpp"
#include "harness/record/history.hpp"
#include "harness/record/predictions.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/record/speed.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

using Labels = std::vector<std::vector<std::string>>;

/// Runs that are published together: as many as one wait for the disk is worth, and not many more
/// in memory.
constexpr std::size_t kTogether = 32;

/// One run while its folder is filled.
struct Work {
  const PlannedRun& run;
  record::RunRecord record;
  Labels gold;
  Labels predicted;  ///< of the primary selector
};

/// The stage whose failure ended the run, or nullptr.
const StageRecord* failed_stage(const ExperimentPlan& plan, const PlannedRun& run,
                                const StageRecords& stages) {
  for (const std::size_t index : run.stages) {
    const StageRecord& record = stages.at(plan.stages[index].key);
    if (!record.ok) return &record;
  }
  return nullptr;
}

record::Failure failure_of(const ExperimentPlan& plan, const StageRecord& record) {
  const StageOutcome& outcome = record.outcome;
  std::string kind(status_name(outcome.status));
  if (outcome.status == StageStatus::kException && !outcome.result.error_kind.empty())
    kind = outcome.result.error_kind;
  return {kind,
          fmt::format("stage {}: {}", plan.stage(record.failed_stage).spec.id, outcome.message),
          outcome.log_tail};
}

/// The fact of a stage that labels one text is a number, of one that labels several an object by
/// target.
std::int64_t words_without_piece(const Json& facts, const std::string& target) {
  const char* const name = "words_without_piece";
  if (facts.is_object() && facts.contains(name) && facts[name].is_object())
    return whole_fact(facts[name], target.c_str()).value_or(0);
  return whole_fact(facts, name).value_or(0);
}

/// Scores one prediction of a run. On a bad artifact the record gets a failure.
void score_prediction(const PlannedPrediction& prediction, Prepared& prepared,
                      const StageRecords& stages, Work& work) {
  const auto& corpus = prepared.materials->gold(work.run.target, "test");
  const fs::path artifact = stages.at(prediction.stage).output_folder / prediction.output;
  PredictedLabels predicted;
  std::optional<std::int64_t> step;
  if (prediction.selector == "target_dev") {
    auto choice = choose_by_target_dev(artifact, prepared.materials->gold(work.run.target, "dev"),
                                       corpus.text);
    predicted = std::move(choice.test);
    step = choice.step;
  } else {
    predicted = read_predicted_labels(artifact, corpus.text);
  }
  if (!predicted.problem.empty()) {
    work.record.failure =
        record::Failure{"plugin",
                        fmt::format("stage {}: {}", prepared.plan.stage(prediction.stage).spec.id,
                                    predicted.problem),
                        ""};
    return;
  }
  score::Score score = score_labels(work.gold, predicted.labels);
  const Json& facts = stages.at(prediction.stage).outcome.result.facts;
  if (!step) step = trained_step(prepared.plan, prediction, stages);
  work.record.selectors[prediction.selector] = {
      score.overall, step, source_dev_f1(prepared.plan, prediction, step, stages)};
  if (prediction.selector != work.record.selector) return;
  work.record.words_without_piece = words_without_piece(facts, work.run.target);
  work.record.signature = score::signature(
      score, {"conlleval", corpus.text.name,
              prepared.materials->gold_digest(work.run.target, "test"), corpus.text.language});
  work.record.score = std::move(score);
  work.predicted = std::move(predicted.labels);
}

void score_run(Prepared& prepared, const StageRecords& stages, Work& work) {
  if (const StageRecord* failed = failed_stage(prepared.plan, work.run, stages)) {
    work.record.failure = failure_of(prepared.plan, *failed);
    return;
  }
  work.gold = label_names(prepared.materials->gold(work.run.target, "test"));
  for (const auto& prediction : work.run.predictions) {
    if (prediction.split != "test" || work.record.failure) continue;
    score_prediction(prediction, prepared, stages, work);
  }
}

/// As tables show it: a folder by its name.
std::string encoder_name(std::string reference) {
  while (reference.size() > 1 && reference.ends_with('/')) reference.pop_back();
  const auto slash = reference.rfind('/');
  if (reference.starts_with("hf:") || slash == reference.npos) return reference;
  if (reference.starts_with("random:"))
    return "random:" + fs::path(reference).parent_path().filename().string() +
           reference.substr(slash);
  return reference.substr(slash + 1);
}

/// Whether a stage behind the run reads that text of the run's target.
bool reads(const Prepared& prepared, const PlannedRun& run, InputKind kind) {
  return std::any_of(run.stages.begin(), run.stages.end(), [&](std::size_t index) {
    const auto& inputs = prepared.plan.stages[index].inputs;
    return std::any_of(inputs.begin(), inputs.end(), [&](const auto& input) {
      const InputName name = parse_input_name(input.second.from);
      return name.kind == kind && name.target == run.target;
    });
  });
}

/// What the run was trained on besides the source: which text of its target.
Json target_conditions(const Prepared& prepared, const PlannedRun& run) {
  Json conditions = Json::object();
  for (const auto& target : prepared.experiment.targets) {
    if (target.name != run.target) continue;
    if (target.translations && reads(prepared, run, InputKind::kTranslations))
      conditions[record::kTranslations] = target.translations->reference;
    if (!target.unlabelled || !reads(prepared, run, InputKind::kUnlabelled)) continue;
    conditions[record::kUnlabelled] = target.unlabelled->reference;
    if (target.unlabelled_size) conditions[record::kUnlabelledSize] = *target.unlabelled_size;
  }
  return conditions;
}

/// Everything but the seed that the score depends on and the other fields do not say.
Json scored_conditions(const Prepared& prepared, const PlannedRun& run) {
  const MethodSetting& method = prepared.methods.at(run.setting);
  const auto& source = method.variant.source;
  Json conditions{{"encoder_sha256", prepared.materials->encoder().digest}};
  conditions.update(target_conditions(prepared, run));
  if (source.size || conditions.contains(record::kUnlabelledSize))
    conditions["sample_seed"] = source.sample_seed;
  conditions.update(method.conditions);
  conditions.update(method.parameters);
  // How it is computed, not what: see numeric_class.hpp.
  for (const char* name : {"device", "threads"}) conditions.erase(name);
  return conditions;
}

record::RunRecord start_record(const Prepared& prepared, const PlannedRun& run) {
  const auto& experiment = prepared.experiment;
  record::RunRecord record;
  record.id = run_id(experiment, run);
  record.experiment = experiment.name;
  record.encoder = encoder_name(experiment.encoder);
  record.random_weights = prepared.materials->encoder().random_weights;
  record.conditions = scored_conditions(prepared, run);
  record.source_train = experiment.source.train.reference;
  if (experiment.source.dev) record.source_dev = experiment.source.dev->reference;
  for (const auto& target : experiment.targets)
    if (target.name == run.target) record.target_test = target.test.reference;
  record.selector = experiment.selector;
  record.swept = prepared.methods.at(run.setting).variant.swept();
  record.choose = experiment.sweep.choose;
  for (const auto& [name, values] : prepared.methods.at(run.setting).departures)
    record.departures[name] = {values.first, values.second};
  return record;
}

void write_predictions(Prepared& prepared, const Work& work, const fs::path& folder) {
  const auto& corpus = prepared.materials->gold(work.run.target, "test");
  std::vector<record::PredictedSentence> sentences;
  for (std::size_t s = 0; s < corpus.size(); ++s)
    sentences.push_back({corpus.text.sentences[s].words, work.gold[s], work.predicted[s]});
  write_unseen(folder / record::kTestPredictions, record::predictions_text(sentences));
}

record::Json errors_of(const Prepared& prepared, const Work& work, ErrorFacts& facts) {
  const auto& source = prepared.methods.at(work.run.setting).variant.source;
  const score::TestSet test = facts.test_set(
      work.run.target, in_sample("data:source/train", prepared.experiment.source, source));
  std::vector<score::SentenceLabels> sentences;
  for (std::size_t s = 0; s < work.gold.size(); ++s)
    sentences.push_back({work.gold[s], work.predicted[s]});
  return record::errors_to_json(score::analyse_errors(sentences, test));
}

/// Everything in the run's folder. Publication makes it last.
void fill_folder(Prepared& prepared, const StageRecords& stages, const CommonFacts& common,
                 const Work& work, ErrorFacts& facts, const fs::path& folder) {
  const auto write_json = [&](const char* name, const Json& json) {
    write_unseen(folder / name, record::json_text(json));
  };
  const Json environment = run_environment(prepared, work.run, stages, common);
  write_unseen(folder / record::kConfigFile,
               config::to_toml(experiment_of(prepared.experiment,
                                             prepared.methods.at(work.run.setting), work.run)));
  write_json(record::kEnvironmentFile, environment);
  write_json(
      record::kSpeedFile,
      record::speed_to_json(stage_measurements(prepared.plan, work.run, stages), environment));
  copy_histories(prepared.plan, work.run, stages, folder);
  write_unseen(folder / record::kLogFile, joined_logs(prepared.plan, work.run, stages));
  if (work.record.ok()) {
    write_unseen(folder / record::kCountsFile,
                 record::to_bytes(record::counts_table(*work.record.score)));
    write_json(record::kErrorsFile, errors_of(prepared, work, facts));
    write_predictions(prepared, work, folder);
  }
  write_json(record::kMetricsFile, record::to_json(work.record));
}

/// What stands in a run's folder; nothing if that cannot be read.
struct Standing {
  bool ok = false;
  Json environment;
  Json line;  ///< of its publication
};

std::optional<Standing> standing_at(const fs::path& folder) try {
  const fs::path metrics = folder / record::kMetricsFile;
  if (!fs::exists(metrics)) return std::nullopt;
  const auto record = record::run_record_from_json(record::read_json(metrics), metrics);
  Json environment = record::read_json(folder / record::kEnvironmentFile);
  Json line = record::history_line(record, environment);
  return Standing{record.ok(), std::move(environment), std::move(line)};
} catch (const Error&) {
  return std::nullopt;
} catch (const Json::exception&) {
  return std::nullopt;
}

/// Whether this run would only write again what stands in its folder.
bool is_same(const Standing& standing, const Prepared& prepared, const PlannedRun& run,
             const StageRecords& stages, const Json& now) try {
  Json keys = Json::array();
  for (const std::size_t index : run.stages) {
    const std::string& key = prepared.plan.stages[index].key;
    if (!stages.at(key).recalled) return false;
    keys.push_back(key);
  }
  if (!standing.ok) return false;
  const Json& environment = standing.environment;
  Json stood = Json::array();
  for (const auto& stage : environment.value("stages", Json::array()))
    stood.push_back(stage.value("key", ""));
  return stood == keys && environment.value("xner", Json()) == now.at("xner") &&
         environment.value("gold_sha256", Json()) == gold_digests(prepared, run) &&
         environment.value("config", Json::object()).value("resolved_sha256", "") ==
             resolved_digest(prepared, run);
} catch (const std::exception&) {
  return false;  // what cannot be read is written anew
}

/// Run folders that are filled and go to their places together.
struct Group {
  std::vector<std::unique_ptr<record::RunStaging>> stagings{};
  std::vector<Json> lines{};    ///< of the history, one for each
  std::vector<Json> earlier{};  ///< of what stood before, and is replaced at the earliest with this
                                ///< group: whoever published it may have died before its line

  void publish(record::HistoryFile& history) const {
    history.add(earlier);
    record::publish_together(stagings);
    for (std::size_t i = 0; i < lines.size(); ++i) (void)fail_point("score.after_publish");
    history.add(lines);
  }
};

/// One group after the other goes to its place while the next one is filled.
class Groups {
 public:
  explicit Groups(const fs::path& history) : history_(history) {}

  void stood(Json line) { group_.earlier.push_back(std::move(line)); }

  void add(std::unique_ptr<record::RunStaging> staging, Json line) {
    group_.stagings.push_back(std::move(staging));
    group_.lines.push_back(std::move(line));
    if (group_.stagings.size() >= kTogether) publish();
  }

  /// The last one, too. @throws what a publication threw.
  void finish() {
    publish();
    under_way_.get();
  }

 private:
  void publish() {
    if (under_way_.valid()) under_way_.get();
    under_way_ = std::async(std::launch::async,
                            [this, group = std::exchange(group_, {})] { group.publish(history_); });
  }

  record::HistoryFile history_;
  Group group_;
  std::future<void> under_way_;  // ends before the others go
};

}  // namespace

record::RunId run_id(const config::Experiment& experiment, const PlannedRun& run) {
  record::RunId id;
  id.method = run.method;
  id.variant = run.variant;
  id.size = run.size;
  id.target = run.target;
  id.seed = run.seed;
  const fs::path reference = experiment.source.train.reference;
  id.source = reference.is_absolute() ? reference.stem().string()
                                      : reference.parent_path().filename().string();
  if (id.source.empty() || id.source.front() == '.') id.source = "source";
  return id;
}

Results publish_results(Prepared& prepared, const StageRecords& stages, const fs::path& folder) {
  Results results;
  const CommonFacts common = common_facts(prepared);
  Groups groups(folder / record::kExperimentHistoryFile);
  ErrorFacts errors(*prepared.materials);
  std::set<fs::path> cleared;
  for (const auto& run : prepared.plan.runs) {
    const fs::path place = folder / run_id(prepared.experiment, run).folder();
    const auto standing = standing_at(place);
    if (standing) groups.stood(standing->line);
    const StageRecord* failed = failed_stage(prepared.plan, run, stages);
    if (failed != nullptr && failed->outcome.status == StageStatus::kCancelled) {
      ++results.interrupted;
      continue;
    }
    ++results.ended;
    if (standing && is_same(*standing, prepared, run, stages, common.environment)) {
      ++results.unchanged;
      continue;
    }
    if (cleared.insert(place.parent_path()).second)
      record::remove_left_stagings(place.parent_path());
    Work work{run, start_record(prepared, run), {}, {}};
    score_run(prepared, stages, work);
    auto staging = std::make_unique<record::RunStaging>(place);
    fill_folder(prepared, stages, common, work, errors, staging->path());
    (void)fail_point("score.before_publish");
    groups.add(std::move(staging), record::history_line(work.record, common.environment));
    if (!work.record.ok()) results.failed.push_back({place, *work.record.failure});
  }
  groups.finish();
  return results;
}

}  // namespace xner::flow
