// See plugin_answers.hpp.
#include "harness/flow/plugin_answers.hpp"

#include <functional>
#include <optional>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/flow/locations.hpp"
#include "harness/sdk/json_fields.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
using sdk::Json;
namespace {

constexpr const char* kAnswerFile = "answer.json";

/// Changes with everything that an answer may depend on.
std::string question_key(const sdk::PluginFile& plugin, const std::string& question) {
  return sha256(fmt::format("xner plugin answer 1\n{}\n{}\n{}", sha256_file(plugin.path),
                            sdk::read_build_id(sdk_library()), question));
}

std::optional<Json> recall(const store::Store& store, const std::string& key,
                           const fs::path& folder) {
  const auto action = store.find(key);
  if (!action || !store.fetch(*action, kAnswerFile, folder)) return std::nullopt;
  Json answer = parse_json(read_file(folder / kAnswerFile));
  return !answer.is_discarded() ? std::optional(std::move(answer)) : std::nullopt;
}

Json answer_of(const store::Store* store, const fs::path& folder, const sdk::PluginFile& plugin,
               const std::string& question, const std::function<Json()>& ask) {
  if (store == nullptr) return ask();
  const std::string key = question_key(plugin, question);
  if (auto known = recall(*store, key, folder / key)) return std::move(*known);
  Json answer = ask();
  const fs::path mine = folder / (key + ".new");
  write_file(mine / kAnswerFile, answer.dump());
  store->publish(key, mine, {{"method", plugin.tag.method}, {"type", "answer"}});
  return answer;
}

}  // namespace

sdk::MethodDescription PluginAnswers::describe(const sdk::PluginFile& plugin) const {
  return answer_of(store_, folder_, plugin, "describe",
                   [&] { return Json(describe_plugin(plugin.path)); })
      .get<sdk::MethodDescription>();
}

std::vector<sdk::Plan> PluginAnswers::plan(const sdk::PluginFile& plugin,
                                           const std::vector<sdk::PlanRequest>& requests) const {
  return answer_of(store_, folder_, plugin, "plan " + Json(requests).dump(),
                   [&] { return Json(plan_with_plugin(plugin.path, requests)); })
      .get<std::vector<sdk::Plan>>();
}

}  // namespace xner::flow
