// See encoder_config.hpp.
#include "harness/nn/encoder_config.hpp"

#include <type_traits>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::json;

template <typename T>
T field(const Json& json, const char* name, const std::string& file) {
  constexpr bool kWhole = std::is_integral_v<T>;
  if (!json.contains(name) || !(kWhole ? json[name].is_number_integer() : json[name].is_number()))
    throw Error(ErrorKind::kData,
                fmt::format("expected {} \"{}\", found {}", kWhole ? "a whole number" : "a number",
                            name, json.contains(name) ? json[name].dump() : "nothing"),
                Place{file});
  return json[name].get<T>();
}

template <typename T>
T field_or(const Json& json, const char* name, T otherwise, const std::string& file) {
  if (!json.contains(name) || json[name].is_null()) return otherwise;
  return field<T>(json, name, file);
}

/// A field whose every other value would change the result.
void require(const Json& json, const char* name, const Json& wanted, const std::string& file) {
  if (json.contains(name) && !json[name].is_null() && json[name] != wanted)
    throw Error(
        ErrorKind::kData,
        fmt::format("\"{}\": {} is not supported, only {}", name, json[name].dump(), wanted.dump()),
        Place{file});
}

std::vector<std::string> read_labels(const Json& json, const std::string& file) {
  if (!json.contains("id2label") || !json["id2label"].is_object()) return {};
  std::vector<std::string> labels;
  for (std::size_t id = 0; id < json["id2label"].size(); ++id) {
    const auto entry = json["id2label"].find(std::to_string(id));
    if (entry == json["id2label"].end() || !entry->is_string())
      throw Error(ErrorKind::kData,
                  fmt::format("expected \"id2label\" to name ids 0 to {}, {} is missing",
                              json["id2label"].size() - 1, id),
                  Place{file});
    labels.push_back(entry->get<std::string>());
  }
  return labels;
}

void check(const EncoderConfig& config, const std::string& file) {
  const auto positive = [&](const char* name, std::int64_t value) {
    if (value <= 0 || value > 10'000'000)
      throw Error(ErrorKind::kData,
                  fmt::format("\"{}\": expected 1 to 10000000, found {}", name, value),
                  Place{file});
  };
  positive("vocab_size", config.vocab_size);
  positive("hidden_size", config.hidden_size);
  positive("num_hidden_layers", config.num_hidden_layers);
  positive("num_attention_heads", config.num_attention_heads);
  positive("intermediate_size", config.intermediate_size);
  positive("max_position_embeddings", config.max_position_embeddings);
  positive("type_vocab_size", config.type_vocab_size);
  if (config.hidden_size % config.num_attention_heads != 0)
    throw Error(
        ErrorKind::kData,
        fmt::format("expected hidden_size to be a multiple of num_attention_heads, found {} and {}",
                    config.hidden_size, config.num_attention_heads),
        Place{file});
  const auto probability = [&](const char* name, double value) {
    if (!(value >= 0 && value < 1))
      throw Error(ErrorKind::kData,
                  fmt::format("\"{}\": expected 0 to below 1, found {}", name, value), Place{file});
  };
  probability("hidden_dropout_prob", config.hidden_dropout_prob);
  probability("attention_probs_dropout_prob", config.attention_probs_dropout_prob);
  probability("classifier_dropout", config.classifier_dropout);
}

}  // namespace

EncoderConfig read_encoder_config(const std::filesystem::path& folder) {
  const std::string file = (folder / "config.json").string();
  Json json;
  try {
    json = Json::parse(read_file(file, 16 << 20));
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kData, fmt::format("not valid JSON: {}", error.what()), Place{file});
  }
  if (!json.is_object()) throw Error(ErrorKind::kData, "expected a JSON object", Place{file});
  if (!json.contains("model_type") || json["model_type"] != "bert")
    throw Error(ErrorKind::kData,
                fmt::format("\"model_type\": expected \"bert\", found {}",
                            json.contains("model_type") ? json["model_type"].dump() : "nothing"),
                Place{file});
  require(json, "hidden_act", "gelu", file);
  require(json, "position_embedding_type", "absolute", file);
  require(json, "is_decoder", false, file);
  require(json, "add_cross_attention", false, file);

  EncoderConfig config;
  config.vocab_size = field<std::int64_t>(json, "vocab_size", file);
  config.hidden_size = field<std::int64_t>(json, "hidden_size", file);
  config.num_hidden_layers = field<std::int64_t>(json, "num_hidden_layers", file);
  config.num_attention_heads = field<std::int64_t>(json, "num_attention_heads", file);
  config.intermediate_size = field<std::int64_t>(json, "intermediate_size", file);
  config.max_position_embeddings =
      field_or<std::int64_t>(json, "max_position_embeddings", 512, file);
  config.type_vocab_size = field_or<std::int64_t>(json, "type_vocab_size", 2, file);
  config.hidden_dropout_prob = field_or(json, "hidden_dropout_prob", 0.1, file);
  config.attention_probs_dropout_prob = field_or(json, "attention_probs_dropout_prob", 0.1, file);
  config.classifier_dropout =
      field_or(json, "classifier_dropout", config.hidden_dropout_prob, file);
  config.layer_norm_eps = field_or(json, "layer_norm_eps", 1e-12, file);
  config.initializer_range = field_or(json, "initializer_range", 0.02, file);
  config.random_weights =
      json.contains("xner_random_weights") && json["xner_random_weights"] == true;
  config.labels = read_labels(json, file);
  config.raw = std::move(json);
  check(config, file);
  return config;
}

}  // namespace xner::nn
