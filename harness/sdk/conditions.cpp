// See conditions.hpp. One list of the fields serves reading, writing and documentation.
#include "harness/sdk/conditions.hpp"

#include <optional>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::sdk {
namespace {

/// What a field's value may be, beside its type.
struct Allowed {
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::vector<std::string> choices;
};

Allowed from(double minimum) { return {minimum, std::nullopt, {}}; }
Allowed between(double minimum, double maximum) { return {minimum, maximum, {}}; }
Allowed one_of(std::vector<std::string> choices) {
  return {std::nullopt, std::nullopt, std::move(choices)};
}

/// Calls `visit(name, member, meaning, allowed)` for every field.
template <class Value, class Visit>
void visit_fields(Value& c, Visit visit) {
  visit("max_length", c.max_length, "wordpieces in a window, special pieces included",
        between(3, 1 << 20));
  visit("stride", c.stride, "wordpieces of left context in the next window of a long sentence",
        from(0));
  visit("learning_rate", c.learning_rate, "peak learning rate of AdamW", between(0, 10));
  visit("num_train_epochs", c.num_train_epochs,
        "passes over the training data; unused if max_steps > 0", from(0));
  visit("max_steps", c.max_steps, "optimiser steps; 0: from num_train_epochs", from(0));
  visit("train_batch_size", c.train_batch_size, "sentences (windows) an optimiser step", from(1));
  visit("gradient_accumulation_steps", c.gradient_accumulation_steps,
        "micro-batches that one optimiser step is split into", from(1));
  visit("lr_scheduler_type", c.lr_scheduler_type, "course of the learning rate after warm-up",
        one_of({"linear", "constant"}));
  visit("warmup_ratio", c.warmup_ratio, "share of the steps with rising learning rate",
        between(0, 1));
  visit("weight_decay", c.weight_decay, "on all but biases and LayerNorm", between(0, 10));
  visit("adam_beta1", c.adam_beta1, "decay of AdamW's first moment", between(0, 1));
  visit("adam_beta2", c.adam_beta2, "decay of AdamW's second moment", between(0, 1));
  visit("adam_epsilon", c.adam_epsilon, "added to AdamW's denominator", between(0, 1));
  visit("max_grad_norm", c.max_grad_norm, "the gradient's global norm is clipped to this; 0: never",
        from(0));
  visit("dropout", c.dropout, "all dropout probabilities; -1: what the encoder's config.json says",
        between(-1, 0.99));
  visit("shuffle", c.shuffle, "false: consecutive sentences, wrapping at the end of the file",
        Allowed{});
  visit("eval_steps", c.eval_steps, "optimiser steps between scores of source dev; 0: each epoch",
        from(0));
  visit("precision", c.precision, "number format of matrix products", one_of({"fp32", "bf16"}));
  visit("device", c.device, "where stages run; auto: a GPU if there is one",
        one_of({"auto", "cpu", "cuda"}));
  visit("threads", c.threads, "intra-op threads; 0: the machine's cores", between(0, 4096));
}

void check_together(const Conditions& value) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorKind::kUsage, "[training]: " + what);
  };
  if (value.dropout < 0 && value.dropout != -1)
    refuse(fmt::format("parameter 'dropout': expected -1, or 0 to 0.99, found {}", value.dropout));
  if (value.stride > value.max_length - 3)
    refuse(fmt::format("parameter 'stride': expected at most max_length - 3 = {}, found {}",
                       value.max_length - 3, value.stride));
  if (value.train_batch_size % value.gradient_accumulation_steps != 0)
    refuse(fmt::format(
        "train_batch_size {} cannot be split into gradient_accumulation_steps = {} equal parts",
        value.train_batch_size, value.gradient_accumulation_steps));
}

}  // namespace

const std::vector<Parameter>& condition_parameters() {
  static const std::vector<Parameter> parameters = [] {
    std::vector<Parameter> list;
    const Conditions defaults;
    visit_fields(defaults,
                 [&](const char* name, const auto& member, const char* meaning, Allowed allowed) {
                   list.push_back({name, Json(member), meaning, allowed.minimum, allowed.maximum,
                                   std::move(allowed.choices)});
                 });
    return list;
  }();
  return parameters;
}

void to_json(Json& json, const Conditions& value) {
  json = Json::object();
  visit_fields(value, [&](const char* name, const auto& member, const char*, const Allowed&) {
    json[name] = member;
  });
}

void from_json(const Json& json, Conditions& value) {
  const Json resolved = resolve_parameters(condition_parameters(), json, "[training]");
  Conditions read;
  visit_fields(read, [&](const char* name, auto& member, const char*, const Allowed&) {
    resolved.at(name).get_to(member);
  });
  check_together(read);
  value = read;
}

}  // namespace xner::sdk
