// The stage "train" of wu_dredze: see stages.hpp.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/random.hpp"
#include "harness/data/corpus.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/nn/device.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/predict.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/windows.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace wu_dredze {
namespace {

namespace nn = xner::nn;
namespace sdk = xner::sdk;
namespace text = xner::text;

struct Settings {
  sdk::Conditions conditions;
  std::uint64_t seed;
  std::int64_t freeze_bottom;
  std::vector<std::string> selectors;
};

Settings read_settings(sdk::Json parameters) {
  Settings settings{{},
                    parameters.at("seed").get<std::uint64_t>(),
                    parameters.at("freeze_bottom").get<std::int64_t>(),
                    parameters.at("selectors").get<std::vector<std::string>>()};
  for (const char* own : {"seed", "freeze_bottom", "selectors"}) parameters.erase(own);
  settings.conditions = parameters.get<sdk::Conditions>();
  return settings;
}

/// Source dev, encoded once and scored at every evaluation point.
class SourceDev {
 public:
  SourceDev(xner::data::LabelledCorpus corpus, const text::Tokenizer& tokenizer,
            const text::WindowOptions& options)
      : corpus_(std::move(corpus)), windows_(text::encode(corpus_.text, tokenizer, options)) {
    for (const auto& sentence : corpus_.labels) {
      auto& names = gold_.emplace_back();
      for (const auto label : sentence) names.push_back(corpus_.label_set.name(label));
    }
  }

  [[nodiscard]] std::optional<double> f1(
      const nn::TokenClassifier& model, at::ScalarType precision,
      const std::function<void(const sdk::Progress&)>& progress) const {
    sdk::Usage not_counted;
    const auto prediction =
        nn::predict(model, corpus_.text, windows_, {precision}, progress, not_counted);
    std::vector<std::vector<std::string>> names;
    std::vector<xner::score::SentenceLabels> columns;
    names.reserve(gold_.size());
    for (std::size_t s = 0; s < gold_.size(); ++s) {
      auto& predicted = names.emplace_back();
      for (const auto label : prediction.labels[s]) predicted.push_back(model.labels[label]);
      columns.push_back({gold_[s], predicted});
    }
    return xner::score::score_conlleval(columns).overall.f1();
  }

 private:
  xner::data::LabelledCorpus corpus_;
  text::EncodedCorpus windows_;
  std::vector<std::vector<std::string>> gold_;
};

/// A target's text whose predictions are kept at every evaluation point, for xner to choose from:
/// the oracle.
struct WatchedText {
  std::string target;
  std::string output;  ///< "watched-<target>"
  std::string split;
  xner::data::TextCorpus corpus;
  text::EncodedCorpus windows;
};

std::vector<WatchedText> read_watched(const sdk::StageContext& context,
                                      const text::Tokenizer& tokenizer,
                                      const text::WindowOptions& options) {
  std::vector<WatchedText> watched;
  for (const auto& [name, path] : context.request().inputs) {
    if (!name.starts_with("watch/")) continue;
    const std::size_t slash = name.rfind('/');
    const std::string target = name.substr(6, slash - 6);
    WatchedText one{target,
                    "watched-" + target,
                    name.substr(slash + 1),
                    xner::data::read_text_corpus(path),
                    {}};
    one.windows = text::encode(one.corpus, tokenizer, options);
    watched.push_back(std::move(one));
  }
  return watched;
}

/// Everything that happens at an evaluation point: source dev, the best weights so far, the watched
/// texts.
class Evaluations {
 public:
  struct Point {
    std::int64_t step;
    std::optional<double> dev_f1;
  };

  Evaluations(sdk::StageContext& context, nn::TokenClassifier& model, const Settings& settings,
              std::optional<SourceDev> dev, std::vector<WatchedText> watched)
      : context_(context),
        model_(model),
        settings_(settings),
        dev_(std::move(dev)),
        watched_(std::move(watched)),
        keeps_best_(std::count(settings.selectors.begin(), settings.selectors.end(),
                               "best_source_dev") > 0) {}

  std::string run(std::int64_t step) {
    const auto precision = nn::precision_of(settings_.conditions);
    const auto progress = [this](const sdk::Progress& made) {
      context_.progress({"evaluate", made.done, made.total, ""});
    };
    Point point{step, dev_ ? dev_->f1(model_, precision, progress) : std::nullopt};
    if (dev_ && (best_step_ == 0 || point.dev_f1.value_or(0) > best_f1_)) {
      if (keeps_best_) best_.emplace(model_);
      best_f1_ = point.dev_f1.value_or(0);
      best_step_ = step;
    }
    for (const WatchedText& text : watched_) {
      const auto prediction =
          nn::predict(model_, text.corpus, text.windows, {precision}, progress, context_.usage());
      xner::write_file(context_.output(text.output) / text.split / fmt::format("{}.txt", step),
                       nn::to_label_lines(prediction, model_.labels));
    }
    points_.push_back(point);
    if (!dev_) return "evaluated";
    return point.dev_f1 ? fmt::format("dev F1 {:.2f}", 100 * *point.dev_f1) : "dev F1 –";
  }

  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] std::int64_t best_step() const { return best_step_; }
  /// Puts the best weights back into the model. @pre the selector "best_source_dev" is asked for,
  /// and there was an evaluation with source dev.
  void restore_best() const { best_->restore(model_); }

 private:
  sdk::StageContext& context_;
  nn::TokenClassifier& model_;
  const Settings& settings_;
  std::optional<SourceDev> dev_;
  std::vector<WatchedText> watched_;
  bool keeps_best_;
  std::vector<Point> points_;
  std::optional<nn::Snapshot> best_;
  double best_f1_ = 0;
  std::int64_t best_step_ = 0;
};

/// history.tsv: a row a step; dev_f1 where there was an evaluation.
std::string history_table(const std::vector<nn::StepRecord>& steps,
                          const std::vector<Evaluations::Point>& points) {
  std::string table = "step\tepoch\tlearning_rate\tloss\tdev_f1\n";
  auto point = points.begin();
  for (const nn::StepRecord& step : steps) {
    table += fmt::format("{}\t{:.6g}\t{:.9g}\t{:.9g}\t", step.step, step.epoch, step.learning_rate,
                         step.loss);
    if (point != points.end() && point->step == step.step) {
      if (point->dev_f1) table += fmt::format("{:.6f}", *point->dev_f1);
      ++point;
    }
    table += '\n';
  }
  return table;
}

void record_facts(sdk::StageContext& context, const text::EncodedCorpus& windows,
                  const nn::TokenClassifier& model, const nn::LoadNotes& notes) {
  context.fact("ignored_tensors", notes.ignored);
  context.fact("unexpected_tensors", notes.unexpected);
  context.fact("new_classifier", notes.new_classifier);
  context.fact("train_sentences", windows.sentences);
  context.fact("train_words", windows.words);
  context.fact("train_words_without_piece", windows.words_without_piece);
  context.fact("train_split_sentences", windows.split_sentences);
  context.fact("random_weights", model.config.random_weights);
  context.fact("labels", model.labels);
}

void save_models(sdk::StageContext& context, nn::TokenClassifier& model, const Settings& settings,
                 const Evaluations& evaluations) {
  // "last" first: the other selectors change the weights.
  for (const char* wanted : {"last", "best_source_dev"}) {
    for (const std::string& selector : settings.selectors) {
      if (selector != wanted) continue;
      if (selector == "best_source_dev") evaluations.restore_best();
      nn::save_token_classifier(model, context.output("model-" + selector),
                                context.input("encoder"));
    }
  }
}

}  // namespace

void run_train(sdk::StageContext& context) {
  const Settings settings = read_settings(context.request().parameters);
  const text::WindowOptions window_options{settings.conditions.max_length,
                                           settings.conditions.stride};
  const auto tokenizer = text::load_tokenizer(context.input("encoder"));
  const auto train = xner::data::read_labelled_corpus(context.input("train"));
  const auto windows = text::encode(train.text, *tokenizer, window_options);

  const auto names = train.label_set.names();
  nn::LoadNotes notes;
  auto model = nn::load_token_classifier(context.input("encoder"), {names.begin(), names.end()},
                                         xner::derive_seed(settings.seed, "init"), &notes);
  nn::set_dropout(model, settings.conditions);
  model.to(nn::choose_device(settings.conditions.device));
  model.make_trainable(text::pieces_of(windows), settings.freeze_bottom);
  record_facts(context, windows, model, notes);

  std::optional<SourceDev> dev;
  if (context.request().inputs.contains("dev"))
    dev.emplace(xner::data::read_labelled_corpus(context.input("dev")), *tokenizer, window_options);
  auto watched = read_watched(context, *tokenizer, window_options);
  sdk::Json unseen = sdk::Json::object();
  for (const WatchedText& text : watched)
    if (text.split == "test") unseen[text.target] = text.windows.words_without_piece;
  context.fact("words_without_piece", std::move(unseen));
  Evaluations evaluations(context, model, settings, std::move(dev), std::move(watched));

  const nn::TrainingSet set(windows, nn::model_labels(train, model.labels));
  const auto history = nn::fine_tune(
      model, set, settings.conditions, settings.seed,
      {.loss =
           [&](const nn::PackedBatch& batch, const nn::Forward& forward, std::int64_t normaliser) {
             return nn::token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
           },
       .evaluate = [&](std::int64_t step) { return evaluations.run(step); },
       .progress = [&](const sdk::Progress& progress) { context.progress(progress); }},
      context.usage());

  xner::write_file(context.output("history.tsv"), history_table(history, evaluations.points()));
  context.fact("best_step", evaluations.best_step());
  save_models(context, model, settings, evaluations);
}

}  // namespace wu_dredze
