// See evaluations.hpp.
#include "harness/nn/evaluations.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/data/corpus.hpp"
#include "harness/nn/checkpoint.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/text/windows.hpp"

namespace xner::nn {
namespace {

constexpr const char* kBestSourceDev = "best_source_dev";

/// Source dev, encoded once and scored at every evaluation point.
class SourceDev {
 public:
  SourceDev(data::LabelledCorpus corpus, const text::Tokenizer& tokenizer,
            const text::WindowOptions& options)
      : corpus_(std::move(corpus)), windows_(text::encode(corpus_.text, tokenizer, options)) {
    for (const auto& sentence : corpus_.labels) {
      auto& names = gold_.emplace_back();
      for (const auto label : sentence) names.push_back(corpus_.label_set.name(label));
    }
  }

  [[nodiscard]] const data::TextCorpus& text() const { return corpus_.text; }
  [[nodiscard]] const text::EncodedCorpus& windows() const { return windows_; }

  /// @param prediction of its text, in the model's labels.
  [[nodiscard]] std::optional<double> f1(const TokenClassifier& model,
                                         const Prediction& prediction) const {
    std::vector<std::vector<std::string>> names;
    std::vector<score::SentenceLabels> columns;
    names.reserve(gold_.size());
    for (std::size_t s = 0; s < gold_.size(); ++s) {
      auto& predicted = names.emplace_back();
      for (const auto label : prediction.labels[s]) predicted.push_back(model.labels[label]);
      columns.push_back({gold_[s], predicted});
    }
    return score::score_conlleval(columns).overall.f1();
  }

 private:
  data::LabelledCorpus corpus_;
  text::EncodedCorpus windows_;
  std::vector<std::vector<std::string>> gold_;
};

/// A target's text whose predictions are kept at every evaluation point, for xner to choose from:
/// the oracle.
struct WatchedText {
  std::string target;
  std::string output;  ///< "watched-<target>"
  std::string split;
  data::TextCorpus corpus;
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
    WatchedText one{
        target, "watched-" + target, name.substr(slash + 1), data::read_text_corpus(path), {}};
    one.windows = text::encode(one.corpus, tokenizer, options);
    watched.push_back(std::move(one));
  }
  return watched;
}

struct Point {
  std::int64_t step;
  std::optional<double> dev_f1;
};

/// history.tsv: a row a step; dev_f1 where there was an evaluation.
std::string history_table(std::span<const StepRecord> steps, const std::vector<Point>& points) {
  std::string table = "step\tepoch\tlearning_rate\tloss\tdev_f1\n";
  auto point = points.begin();
  for (const StepRecord& step : steps) {
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

/// The bytes of a file, as a checkpoint holds them.
at::Tensor as_tensor(const std::string& text) {
  at::Tensor bytes = at::empty({static_cast<std::int64_t>(text.size())}, at::kByte);
  std::copy(text.begin(), text.end(), bytes.data_ptr<std::uint8_t>());
  return bytes;
}

std::string as_text(const at::Tensor& bytes) {
  const auto* begin = bytes.const_data_ptr<std::uint8_t>();
  return {begin, begin + bytes.numel()};
}

std::optional<SourceDev> read_source_dev(const sdk::StageContext& context,
                                         const text::Tokenizer& tokenizer,
                                         const text::WindowOptions& options) {
  if (!context.request().inputs.contains("dev")) return std::nullopt;
  return std::optional<SourceDev>(std::in_place, data::read_labelled_corpus(context.input("dev")),
                                  tokenizer, options);
}

}  // namespace

class Evaluations::State {
 public:
  State(sdk::StageContext& context, TokenClassifier& model, const sdk::Conditions& conditions,
        std::vector<std::string> selectors, const text::Tokenizer& tokenizer, EvaluationHooks hooks)
      : context_(context),
        model_(model),
        precision_(precision_of(conditions)),
        selectors_(std::move(selectors)),
        hooks_(std::move(hooks)) {
    const text::WindowOptions options{conditions.max_length, conditions.stride};
    dev_ = read_source_dev(context, tokenizer, options);
    watched_ = read_watched(context, tokenizer, options);
    sdk::Json unseen = sdk::Json::object();
    for (const WatchedText& text : watched_)
      if (text.split == "test") unseen[text.target] = text.windows.words_without_piece;
    context.fact("words_without_piece", std::move(unseen));
  }

  std::string run(std::int64_t step) {
    sdk::Usage not_counted;
    Point point{step, std::nullopt};
    if (dev_) point.dev_f1 = dev_->f1(model_, label(dev_->text(), dev_->windows(), not_counted));
    if (dev_ && (best_step_ == 0 || point.dev_f1.value_or(0) > best_f1_)) {
      if (selected(kBestSourceDev)) best_.emplace(model_);
      best_f1_ = point.dev_f1.value_or(0);
      best_step_ = step;
    }
    for (const WatchedText& text : watched_) {
      const auto prediction = label(text.corpus, text.windows, context_.usage());
      write_file(watched_file(text, step), to_label_lines(prediction, model_.labels));
    }
    points_.push_back(point);
    if (!dev_) return "evaluated";
    return point.dev_f1 ? fmt::format("dev F1 {:.2f}", 100 * *point.dev_f1) : "dev F1 –";
  }

  void save(TrainingState& state) const {
    sdk::Json points = sdk::Json::array();
    for (const Point& point : points_) {
      points.push_back({point.step, point.dev_f1 ? sdk::Json(*point.dev_f1) : sdk::Json(nullptr)});
      for (const WatchedText& text : watched_)
        state.tensors[watched_name(text, point.step)] =
            as_tensor(read_file(watched_file(text, point.step)));
    }
    state.values["evaluations"] = {
        {"points", points}, {"best_f1", best_f1_}, {"best_step", best_step_}};
    if (best_) best_->save(state, "best");
  }

  void restore(const TrainingState& state) {
    const sdk::Json& values = state.values.at("evaluations");
    best_f1_ = values.at("best_f1").get<double>();
    best_step_ = values.at("best_step").get<std::int64_t>();
    for (const sdk::Json& saved : values.at("points")) {
      Point point{saved.at(0).get<std::int64_t>(), std::nullopt};
      if (!saved.at(1).is_null()) point.dev_f1 = saved.at(1).get<double>();
      points_.push_back(point);
      for (const WatchedText& text : watched_)
        write_file(watched_file(text, point.step),
                   as_text(state.tensors.at(watched_name(text, point.step))));
    }
    if (state.values.contains("best")) best_.emplace(model_).load(state, "best");
  }

  void finish(std::span<const StepRecord> history) {
    write_file(context_.output("history.tsv"), history_table(history, points_));
    context_.fact("best_step", best_step_);
    // "last" first: the other selector changes the weights.
    if (selected("last")) save_model("last");
    if (!selected(kBestSourceDev)) return;
    best_->restore(model_);
    save_model(kBestSourceDev);
  }

 private:
  [[nodiscard]] Prediction label(const data::TextCorpus& corpus, const text::EncodedCorpus& windows,
                                 sdk::Usage& usage) const {
    const auto progress = [this](const sdk::Progress& made) {
      context_.progress({"evaluate", made.done, made.total, ""});
    };
    if (hooks_.predict) return hooks_.predict(corpus, windows, progress, usage);
    return predict(model_, corpus, windows, {precision_}, progress, usage);
  }
  [[nodiscard]] bool selected(const char* selector) const {
    return std::find(selectors_.begin(), selectors_.end(), selector) != selectors_.end();
  }
  [[nodiscard]] std::filesystem::path watched_file(const WatchedText& text,
                                                   std::int64_t step) const {
    return context_.output(text.output) / text.split / fmt::format("{}.txt", step);
  }
  static std::string watched_name(const WatchedText& text, std::int64_t step) {
    return fmt::format("{}/{}/{}", text.output, text.split, step);
  }
  void save_model(const std::string& selector) {
    const std::filesystem::path folder = context_.output("model-" + selector);
    save_token_classifier(model_, folder, context_.input("encoder"));
    if (hooks_.save) hooks_.save(folder);
  }

  sdk::StageContext& context_;
  TokenClassifier& model_;
  at::ScalarType precision_;
  std::vector<std::string> selectors_;
  EvaluationHooks hooks_;
  std::optional<SourceDev> dev_;
  std::vector<WatchedText> watched_;
  std::vector<Point> points_;
  std::optional<Snapshot> best_;
  double best_f1_ = 0;
  std::int64_t best_step_ = 0;
};

Evaluations::Evaluations(sdk::StageContext& context, TokenClassifier& model,
                         const sdk::Conditions& conditions, std::vector<std::string> selectors,
                         const text::Tokenizer& tokenizer, EvaluationHooks hooks)
    : state_(std::make_unique<State>(context, model, conditions, std::move(selectors), tokenizer,
                                     std::move(hooks))) {}

Evaluations::~Evaluations() = default;

void Evaluations::save(TrainingState& state) const { state_->save(state); }

void Evaluations::restore(const TrainingState& state) { state_->restore(state); }

std::string Evaluations::run(std::int64_t step) { return state_->run(step); }

void Evaluations::finish(std::span<const StepRecord> history) { state_->finish(history); }

}  // namespace xner::nn
