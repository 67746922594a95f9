// See loss.hpp.
#include "plugins/concner/loss.hpp"

#include <map>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/nn/dropout.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/losses.hpp"

namespace concner {
namespace {

namespace nn = xner::nn;
using xner::sdk::Json;

constexpr nn::DropoutSite kClassifierSite{0, 4};
constexpr const char* kProjection = "contrast.projection.";

nn::ContrastOptions contrast_options(const Json& contrast, const Json& temperature) {
  return {.temperature = temperature.get<double>(),
          .similarity = contrast.at("cl_similarity") == "dot" ? nn::Similarity::kDot
                                                              : nn::Similarity::kCosine,
          .empty_in_mean = false,
          .base_temperature = contrast.at("cl_base_temperature").get<double>(),
          .divide_again = contrast.at("cl_mean") == "divided_again"};
}

template <typename Value>
Value one_of(const std::map<std::string, Value>& values, const Json& name) {
  return values.at(name.get<std::string>());
}

nn::LabelContrastOptions label_options(const Json& contrast, const Json& term) {
  using Options = nn::LabelContrastOptions;
  Options options;
  options.tokens = one_of<Options::Tokens>({{"first", Options::Tokens::kFirstPieces},
                                            {"all_subwords", Options::Tokens::kAllPieces},
                                            {"all_positions", Options::Tokens::kAllPositions}},
                                           term.at("lcl_tokens"));
  options.labels = one_of<Options::Labels>({{"bio", Options::Labels::kBio},
                                            {"type", Options::Labels::kType},
                                            {"entity_vs_O", Options::Labels::kEntity}},
                                           term.at("lcl_label"));
  options.outside = one_of<Options::Outside>({{"all", Options::Outside::kAll},
                                              {"negatives_only", Options::Outside::kNegativesOnly},
                                              {"drop", Options::Outside::kDrop},
                                              {"subsample", Options::Outside::kSubsample}},
                                             term.at("lcl_o"));
  options.outside_share = term.value("lcl_o_share", 1.0);
  options.contrast = contrast_options(contrast, term.at("lcl_tau"));
  options.contrast.empty_in_mean = term.at("lcl_empty") == "zero_in_mean";
  return options;
}

nn::TranslationContrastOptions translation_options(const Json& contrast, const Json& term) {
  return {.pool = one_of<nn::Pool>({{"mean", nn::Pool::kMean},
                                    {"mean_with_special", nn::Pool::kMeanWithSpecial},
                                    {"cls", nn::Pool::kFirstToken},
                                    {"first_subwords", nn::Pool::kFirstPieces}},
                                   term.at("tcl_pool")),
          .other_language_only = term.at("tcl_negatives") == "other_language",
          .mask_duplicates = term.at("tcl_mask_duplicates").get<bool>(),
          .contrast = contrast_options(contrast, term.at("tcl_tau"))};
}

void add_projection(nn::TokenClassifier& model, std::int64_t width, std::uint64_t seed) {
  const std::int64_t hidden = model.config.hidden_size;
  const auto add = [&](const std::string& name, const at::Tensor& values, bool decays) {
    model.companions.push_back(
        {kProjection + name, values.to(model.device()).requires_grad_(true), decays});
  };
  const auto matrix = [&](const std::string& name, std::int64_t rows) {
    add(name + ".weight",
        nn::normal_tensor({rows, hidden}, model.config.initializer_range,
                          xner::derive_seed(seed, "init"), kProjection + name),
        true);
    add(name + ".bias", at::zeros({rows}, at::kFloat), false);
  };
  matrix("hidden", hidden);
  matrix("output", width);
}

at::Tensor projected(const nn::TokenClassifier& model, const at::Tensor& states) {
  const auto& head = model.companions;
  const at::Tensor hidden =
      at::linear(states.to(at::kFloat), head[0].tensor, head[1].tensor).relu();
  return at::linear(hidden, head[2].tensor, head[3].tensor);
}

}  // namespace

struct Loss::States {
  at::Tensor chosen;  // of the wanted layer
  at::Tensor last;
};

Loss::Loss(const Json& parameters, nn::TokenClassifier& model, std::uint64_t seed)
    : alpha_(parameters.at("alpha").get<double>()),
      by_sentence_(parameters.at("ce_reduction") == "sentence") {
  const Json& contrast = parameters.at("contrast");
  const auto depth = static_cast<std::int64_t>(model.layers.size());
  layer_ = depth;
  if (contrast.empty()) return;
  if (contrast.contains("lcl")) {
    const Json& term = contrast.at("lcl");
    lcl_weight_ = term.at("weight").get<double>();
    lcl_of_logits_ = term.at("lcl_space") == "logits";
    lcl_.emplace(label_options(contrast, term), model.labels, model.device());
  }
  if (contrast.contains("tcl")) {
    tcl_weight_ = contrast.at("tcl").at("weight").get<double>();
    tcl_ = translation_options(contrast, contrast.at("tcl"));
  }
  const auto layer = contrast.at("cl_layer").get<std::int64_t>();
  if (layer > depth)
    throw xner::Error(xner::ErrorKind::kUsage,
                      fmt::format("concner: cl_layer: expected -1 (the last) to {} (the layers of "
                                  "this encoder), found {}",
                                  depth, layer));
  if (layer >= 0) layer_ = layer;
  after_dropout_ = contrast.at("cl_after_dropout").get<bool>();
  const auto width = contrast.at("cl_projection").get<std::int64_t>();
  projects_ = width > 0;
  if (projects_) add_projection(model, width, seed);
}

at::Tensor Loss::contrast(const nn::TokenClassifier& model, const States& states,
                          const nn::PackedBatch& batch, const nn::Forward& forward) const {
  // The classifier's masks are a function of the token: these are the ones that the logits get.
  const auto dropped = [&](const at::Tensor& hidden) {
    return nn::dropout(hidden, batch.token_keys, forward.dropout, kClassifierSite,
                       model.config.classifier_dropout);
  };
  at::Tensor hidden = after_dropout_ ? dropped(states.chosen) : states.chosen;
  if (projects_) hidden = projected(model, hidden);
  at::Tensor sum;
  const auto add = [&](double weight, const at::Tensor& term) {
    sum = sum.defined() ? sum + term * weight : term * weight;
  };
  if (lcl_weight_ > 0) {
    const at::Tensor space = lcl_of_logits_
                                 ? at::linear(dropped(states.last).to(at::kFloat),
                                              model.classifier.weight, model.classifier.bias)
                                 : hidden;
    add(lcl_weight_, lcl_->loss(space, batch, forward.dropout));
  }
  if (tcl_weight_ > 0) add(tcl_weight_, nn::translation_contrast(hidden, batch, tcl_));
  return sum;
}

at::Tensor Loss::of(const nn::TokenClassifier& model, const nn::PackedBatch& batch,
                    const nn::Forward& forward, std::int64_t normaliser) const {
  const auto depth = static_cast<std::int64_t>(model.layers.size());
  States states;
  states.chosen = model.run_layers(model.embed(batch, forward), batch, forward, 0, layer_);
  states.last = model.run_layers(states.chosen, batch, forward, layer_, depth);
  const at::Tensor logits = model.classify(states.last, batch, forward);
  const auto sentence_of_word = [&] {
    return batch.sentence_ids.index_select(0,
                                           batch.sequence_ids.index_select(0, batch.first_pieces));
  };
  const at::Tensor entropy =
      by_sentence_
          ? nn::sentence_cross_entropy(logits, batch.labels, sentence_of_word(), batch.sentences)
          : nn::token_cross_entropy(logits, batch.labels, normaliser);
  if (lcl_weight_ == 0 && tcl_weight_ == 0) return entropy * alpha_;
  return entropy * alpha_ + contrast(model, states, batch, forward);
}

}  // namespace concner
