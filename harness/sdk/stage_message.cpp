// See stage_message.hpp.
#include "harness/sdk/stage_message.hpp"

#include <charconv>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/utf8.hpp"
#include "harness/sdk/json_fields.hpp"

namespace xner::sdk {
namespace {

constexpr std::string_view kMagic = "xner1";
constexpr std::size_t kDigits = 8;

/// Calls `visit(name, member)` for every field of a Usage.
template <class Value, class Visit>
void visit_usage(Value& usage, Visit visit) {
  visit("load_seconds", usage.load_seconds);
  visit("train_seconds", usage.train_seconds);
  visit("predict_seconds", usage.predict_seconds);
  visit("evaluate_seconds", usage.evaluate_seconds);
  visit("train_cpu_seconds", usage.train_cpu_seconds);
  visit("predict_cpu_seconds", usage.predict_cpu_seconds);
  visit("train_steps", usage.train_steps);
  visit("train_sentences", usage.train_sentences);
  visit("train_words", usage.train_words);
  visit("train_pieces", usage.train_pieces);
  visit("predict_sentences", usage.predict_sentences);
  visit("predict_words", usage.predict_words);
  visit("predict_pieces", usage.predict_pieces);
  visit("peak_device_memory", usage.peak_device_memory);
}

void read_number(const JsonFields& fields, const char* name, double& value) {
  value = fields.number(name);
}
void read_number(const JsonFields& fields, const char* name, std::int64_t& value) {
  value = fields.integer(name);
}

Json progress_to_json(const Progress& value) {
  return {
      {"phase", value.phase}, {"done", value.done}, {"total", value.total}, {"note", value.note}};
}

Progress progress_from_json(const Json& json) {
  const JsonFields fields(json, "progress message");
  return {fields.text("phase"), fields.integer("done"), fields.integer("total"),
          fields.text("note")};
}

[[noreturn]] void damaged(const std::string& line, const std::string& why) {
  throw Error(ErrorKind::kPlugin,
              fmt::format("expected a whole message on the result pipe, found {}: '{}'", why,
                          shortened(line)));
}

/// The text before the next blank of `rest`, which moves past it.
std::string_view next_word(std::string_view& rest) {
  const std::size_t blank = rest.find(' ');
  const std::string_view word = rest.substr(0, blank);
  rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
  return word;
}

}  // namespace

Json to_json(const StageRequest& request) {
  Json inputs = Json::object();
  for (const auto& [name, path] : request.inputs) inputs[name] = path.string();
  return {{"key", request.key},
          {"plugin", request.plugin.string()},
          {"method", request.method},
          {"type", request.type},
          {"parameters", request.parameters},
          {"inputs", inputs},
          {"outputs", request.outputs},
          {"output_folder", request.output_folder.string()},
          {"scratch_folder", request.scratch_folder.string()},
          {"checkpoint_folder", request.checkpoint_folder.string()},
          {"checkpoint_seconds", request.checkpoint_seconds}};
}

StageRequest stage_request_from_json(const Json& json) {
  const JsonFields fields(json, "stage request", ErrorKind::kUsage);
  StageRequest request;
  request.key = fields.text("key");
  request.plugin = fields.text("plugin");
  request.method = fields.text("method");
  request.type = fields.text("type");
  request.parameters = fields.object("parameters");
  request.outputs = fields.texts("outputs");
  request.output_folder = fields.text("output_folder");
  request.scratch_folder = fields.text("scratch_folder");
  request.checkpoint_folder = fields.text("checkpoint_folder");
  request.checkpoint_seconds = fields.number("checkpoint_seconds");
  const JsonFields inputs(fields.object("inputs"), "stage request, inputs", ErrorKind::kUsage);
  for (const auto& input : fields.object("inputs").items())
    request.inputs[input.key()] = inputs.text(input.key());
  return request;
}

Json to_json(const Usage& usage) {
  Json json = Json::object();
  visit_usage(usage, [&](const char* name, const auto& member) { json[name] = member; });
  return json;
}

Usage usage_from_json(const Json& json, const std::string& what) {
  const JsonFields fields(json, what);
  Usage usage;
  visit_usage(usage, [&](const char* name, auto& member) { read_number(fields, name, member); });
  return usage;
}

Json to_json(const StageResult& value) {
  return {{"ok", value.ok},
          {"error_kind", value.error_kind},
          {"error_message", value.error_message},
          {"facts", value.facts},
          {"environment", value.environment},
          {"usage", to_json(value.usage)}};
}

StageResult stage_result_from_json(const Json& json) {
  const JsonFields fields(json, "result message");
  StageResult result;
  result.ok = fields.flag("ok");
  result.error_kind = fields.text("error_kind");
  result.error_message = fields.text("error_message");
  result.facts = fields.at("facts");
  result.environment = fields.at("environment");
  result.usage = usage_from_json(fields.object("usage"), "result message, usage");
  return result;
}

std::string frame(const StageMessage& message) {
  Json json;
  if (const auto* progress = std::get_if<Progress>(&message))
    json["progress"] = progress_to_json(*progress);
  if (const auto* result = std::get_if<StageResult>(&message)) json["result"] = to_json(*result);
  const std::string body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return fmt::format("{} {} {} {}\n", kMagic, body.size(), sha256(body).substr(0, kDigits), body);
}

StageMessage unframe(const std::string& line) {
  std::string_view rest = line;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  if (next_word(rest) != kMagic) damaged(line, "something else");
  const std::string_view size_text = next_word(rest);
  const std::string_view digest = next_word(rest);
  std::size_t size = 0;
  const auto parsed = std::from_chars(size_text.data(), size_text.data() + size_text.size(), size);
  if (parsed.ec != std::errc{} || parsed.ptr != size_text.data() + size_text.size())
    damaged(line, "no length");
  if (size != rest.size()) damaged(line, fmt::format("{} of {} bytes", rest.size(), size));
  if (sha256(rest).substr(0, kDigits) != digest) damaged(line, "a wrong checksum");
  const Json json = parse_json(rest);
  if (!json.is_object()) damaged(line, "no JSON object, or one nested too deeply");
  if (json.contains("progress")) return progress_from_json(json["progress"]);
  if (json.contains("result")) return stage_result_from_json(json["result"]);
  damaged(line, "neither progress nor result");
}

}  // namespace xner::sdk
