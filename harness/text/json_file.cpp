// See json_file.hpp.
#include "harness/text/json_file.hpp"

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"

namespace xner::text {
namespace {

using nlohmann::json;

/// A callback of the JSON parser that takes the entries of model.vocab out of the tree.
struct VocabularyFilter {
  JsonVocabulary* vocabulary;  ///< may be null: nothing is taken out
  bool inside_model = false, inside = false;

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (vocabulary == nullptr) return true;
    if (event == json::parse_event_t::key) {
      if (depth == 1) inside_model = parsed == "model";
      if (depth <= 2) inside = depth == 2 && inside_model && parsed == "vocab";
      if (depth != 3 || !inside) return true;
      vocabulary->entries.push_back({std::move(parsed.get_ref<std::string&>()), -1});
      return false;
    }
    if (!inside || depth != 3) return true;
    if (event == json::parse_event_t::value && parsed.is_number_integer() &&
        !vocabulary->entries.empty())
      vocabulary->entries.back().id = parsed.get<std::int64_t>();
    return event != json::parse_event_t::array_end || !take_scored(parsed);
  }

  bool take_scored(json& pair) const {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_number())
      return false;
    vocabulary->scored.push_back({std::move(pair[0].get_ref<std::string&>()), pair[1]});
    return true;
  }
};

}  // namespace

JsonFile::JsonFile(std::filesystem::path path, JsonVocabulary* vocabulary)
    : path_(std::move(path)) {
  if (!std::filesystem::exists(path_)) return;
  try {
    root_ = json::parse(read_file(path_, kMaxTokenizerJsonBytes), VocabularyFilter{vocabulary});
  } catch (const json::exception& error) {
    fail(fmt::format("expected JSON, found: {}", shortened(error.what(), 200)));
  }
  if (!root_.is_object()) fail("expected a JSON object");
}

void JsonFile::fail(std::string message, std::string hint) const {
  throw Error(ErrorKind::kData, std::move(message), Place{path_.string()}, std::move(hint));
}

std::string type_of(const json& object) {
  if (!object.is_object()) return "null";
  const auto type = object.find("type");
  return type != object.end() && type->is_string() ? type->get<std::string>() : std::string();
}

const json& part(const json& object, const char* key) {
  static const json kNone = json::object();
  const auto found = object.find(key);
  return found == object.end() ? kNone : *found;
}

}  // namespace xner::text
