// See plan_why.hpp.
#include "harness/cli/plan_why.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/nearest.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/record/run_record.hpp"

namespace xner::cli {
namespace {

constexpr std::size_t kFewestDigits = 6;

[[noreturn]] void refuse(const std::string& message, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, Place{"command line"}, std::move(hint));
}

/// The one stage of those found; equal keys are one stage.
const KnownStage* only_one(const std::vector<const KnownStage*>& found, const std::string& wanted,
                           const char* where) {
  std::map<std::string, const KnownStage*> keys;
  for (const KnownStage* stage : found) keys.emplace(stage->key, stage);
  if (keys.size() < 2) return found.empty() ? nullptr : found.front();
  std::vector<std::string> labels;
  for (const auto& [key, stage] : keys)
    labels.push_back(fmt::format("{} ({})", key.substr(0, kShortKey), stage->label));
  refuse(fmt::format("--why: expected one stage named '{}'{}, found {}", wanted, where,
                     fmt::join(labels, ", ")),
         "name it by its key or by the whole name in brackets");
}

std::string value_text(const Json* value) {
  if (value == nullptr) return "nothing";
  const bool digest = value->is_string() && value->get<std::string>().size() == 64;
  return digest ? value->get<std::string>().substr(0, kShortKey)
                : value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

const Json& or_null(const Json* value) {
  static const Json none;
  return value == nullptr ? none : *value;
}

const KnownStage* by_key(const std::vector<KnownStage>& stages, const Json* reference) {
  const Json* key = reference == nullptr ? nullptr : member(*reference, "stage");
  if (key == nullptr) return nullptr;
  for (const auto& stage : stages)
    if (stage.key == *key) return &stage;
  return nullptr;
}

class Comparison {
 public:
  Comparison(const std::vector<KnownStage>& stages, const std::vector<KnownStage>& others)
      : stages_(stages), others_(others) {}

  std::string text(const KnownStage& stage, const KnownStage& other) {
    compare(stage, other, 1);
    return std::move(text_);
  }

 private:
  void line(std::size_t depth, const std::string& name, const Json* now, const Json* before) {
    text_ += fmt::format("{:{}}{}: {}, was {}\n", "", 2 * depth, name, value_text(now),
                         value_text(before));
  }

  void compare(const KnownStage& stage, const KnownStage& other, std::size_t depth) {
    each(stage.identity, other.identity,
         [&](const std::string& name, const Json* now, const Json* before) {
           if (name == "parameters")
             each(or_null(now), or_null(before),
                  [&](const std::string& key, const Json* a, const Json* b) {
                    line(depth, "parameter " + key, a, b);
                  });
           else if (name == "inputs")
             each(or_null(now), or_null(before),
                  [&](const std::string& key, const Json* a, const Json* b) {
                    input(depth, key, a, b);
                  });
           else
             line(depth, name, now, before);
         });
  }

  void input(std::size_t depth, const std::string& name, const Json* now, const Json* before) {
    const KnownStage* const maker = by_key(stages_, now);
    const KnownStage* const earlier = by_key(others_, before);
    if (maker == nullptr || earlier == nullptr) return line(depth, "input " + name, now, before);
    text_ += fmt::format("{:{}}input {}: made by {}, in which\n", "", 2 * depth, name, maker->id);
    compare(*maker, *earlier, depth + 1);
  }

  /// The members in which two objects differ, by name.
  template <typename Action>
  static void each(const Json& now, const Json& before, Action action) {
    std::map<std::string, bool> names;
    for (const Json* side : {&now, &before})
      if (side->is_object())
        for (const auto& [name, value] : side->items()) names[name] = true;
    for (const auto& [name, unused] : names) {
      const Json* const a = member(now, name);
      const Json* const b = member(before, name);
      if (a == nullptr || b == nullptr || *a != *b) action(name, a, b);
    }
  }

  const std::vector<KnownStage>& stages_;
  const std::vector<KnownStage>& others_;
  std::string text_;
};

}  // namespace

std::vector<KnownStage> stages_of(const flow::ExperimentPlan& plan) {
  std::vector<KnownStage> stages;
  for (const auto& stage : plan.stages)
    stages.push_back(
        {fmt::format("{}/{}/{}/{}", stage.asker, stage.variant, stage.size, stage.spec.id),
         stage.spec.id, stage.key, stage.identity});
  return stages;
}

std::vector<KnownStage> stages_of_record(const std::filesystem::path& environment) {
  const Json json = record::read_json(environment);
  std::vector<KnownStage> stages;
  const Json* const list = member(json, "stages");
  for (const Json& stage : list != nullptr && list->is_array() ? *list : Json::array()) {
    const Json *id = member(stage, "id"), *key = member(stage, "key"),
               *identity = member(stage, "identity");
    if (id == nullptr || key == nullptr || identity == nullptr || !id->is_string() ||
        !key->is_string())
      throw Error(ErrorKind::kData, "expected stages with 'id', 'key' and 'identity', found others",
                  Place{environment.string()});
    stages.push_back(
        {id->get<std::string>(), id->get<std::string>(), key->get<std::string>(), *identity});
  }
  return stages;
}

const KnownStage& find_stage(const std::vector<KnownStage>& stages, const std::string& wanted) {
  std::vector<const KnownStage*> found;
  std::vector<std::string> known;
  for (const auto& stage : stages) {
    if (stage.id == wanted || stage.label == wanted ||
        (wanted.size() >= kFewestDigits && stage.key.starts_with(wanted)))
      found.push_back(&stage);
    known.push_back(stage.id);
  }
  if (const KnownStage* one = only_one(found, wanted, "")) return *one;
  refuse(fmt::format("--why: no stage is named '{}'", wanted), nearest_hint(wanted, known));
}

std::string why_text(const KnownStage& stage) {
  return fmt::format("{} ({})\n{}\n", stage.key, stage.label, stage.identity.dump(2));
}

std::string changes_text(const std::vector<KnownStage>& stages, const KnownStage& stage,
                         const std::vector<KnownStage>& others) {
  std::vector<const KnownStage*> same_label, same_id;
  std::vector<std::string> known;
  for (const auto& other : others) {
    if (other.label == stage.label) same_label.push_back(&other);
    if (other.id == stage.id) same_id.push_back(&other);
    known.push_back(other.id);
  }
  const KnownStage* other =
      only_one(same_label.empty() ? same_id : same_label, stage.id, " in --against");
  if (other == nullptr)
    refuse(fmt::format("--against: no stage is named '{}' there", stage.id),
           nearest_hint(stage.id, known));
  if (other->key == stage.key) return fmt::format("{}: nothing changed\n", stage.id);
  return fmt::format("{}: {}, was {}\n{}", stage.id, stage.key.substr(0, kShortKey),
                     other->key.substr(0, kShortKey),
                     Comparison(stages, others).text(stage, *other));
}

}  // namespace xner::cli
