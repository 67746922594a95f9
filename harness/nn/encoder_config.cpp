// See encoder_config.hpp.
#include "harness/nn/encoder_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <type_traits>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kLargestSize = 10'000'000;
constexpr double kMostParameters = 1e10;  // 40 GB of float32
constexpr std::size_t kMostLabels = 10'000;

/// transformers' names; gelu_fast and gelu_accurate are the tanh form written in other ways.
constexpr std::array<std::pair<const char*, Activation>, 10> kActivations{
    {{"gelu", Activation::kGelu},
     {"gelu_python", Activation::kGelu},
     {"gelu_new", Activation::kGeluTanh},
     {"gelu_fast", Activation::kGeluTanh},
     {"gelu_accurate", Activation::kGeluTanh},
     {"gelu_pytorch_tanh", Activation::kGeluTanh},
     {"gelu_python_tanh", Activation::kGeluTanh},
     {"relu", Activation::kRelu},
     {"silu", Activation::kSilu},
     {"swish", Activation::kSilu}}};

/// Fields that would change the result with any value but these. README.md has the reasons.
struct FixedField {
  const char* name;
  const char* only;  ///< JSON
};
constexpr std::array<FixedField, 9> kFixedFields{{{"position_embedding_type", "\"absolute\""},
                                                  {"is_decoder", "false"},
                                                  {"add_cross_attention", "false"},
                                                  {"is_encoder_decoder", "false"},
                                                  {"tie_encoder_decoder", "false"},
                                                  {"cross_attention_hidden_size", "null"},
                                                  {"pruned_heads", "{}"},
                                                  {"quantization_config", "null"},
                                                  {"attention_bias", "true"}}};

/// config.json with errors that name it.
class ConfigFile {
 public:
  explicit ConfigFile(std::string file) : file_(std::move(file)) {
    try {
      json_ = Json::parse(read_file(file_, 16 << 20));
    } catch (const Json::exception& error) {
      fail(fmt::format("not valid JSON: {}", error.what()));
    }
    if (!json_.is_object()) fail("expected a JSON object");
  }

  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    throw Error(ErrorKind::kData, message, Place{file_}, hint);
  }
  [[nodiscard]] bool has(const char* name) const { return json_.contains(name); }
  /// Null where the file says null or nothing.
  [[nodiscard]] Json get(const char* name) const { return json_.value(name, Json()); }

  /// A number as it stands. @throws for other types and for nothing.
  template <typename T>
  [[nodiscard]] T field(const char* name) const {
    constexpr bool kWhole = std::is_integral_v<T>;
    const Json value = get(name);
    if (!(kWhole ? value.is_number_integer() : value.is_number()))
      fail(fmt::format("expected {} \"{}\", found {}", kWhole ? "a whole number" : "a number", name,
                       json_.contains(name) ? json_[name].dump() : "nothing"));
    return value.get<T>();
  }
  template <typename T>
  [[nodiscard]] T field_or(const char* name, T otherwise) const {
    return get(name).is_null() ? otherwise : field<T>(name);
  }
  [[nodiscard]] Json take() { return std::move(json_); }

 private:
  std::string file_;
  Json json_;
};

std::string read_model_type(const ConfigFile& file, const std::string& path) {
  const Json type = file.get("model_type");
  if (!type.is_string())
    file.fail(fmt::format("\"model_type\": expected a name, found {}",
                          type.is_null() ? "nothing" : type.dump()));
  return std::string(text::encoder_family(type.get<std::string>(), path).model_type);
}

void check_fixed_fields(const ConfigFile& file) {
  for (const auto& [name, only] : kFixedFields)
    if (const Json value = file.get(name); !value.is_null() && value != Json::parse(only))
      file.fail(fmt::format("\"{}\": {} is not supported, only {}", name, value.dump(), only));
  const Json own_code = file.get("auto_map");
  for (const char* const name : {"AutoModel", "AutoModelForTokenClassification"})
    if (own_code.is_object() && own_code.contains(name))
      file.fail(
          fmt::format("\"auto_map\": the encoder brings program code of its own ({}), which "
                      "is not supported",
                      own_code[name].dump()));
}

Activation read_activation(const ConfigFile& file) {
  const Json value = file.get("hidden_act");
  if (value.is_null()) return Activation::kGelu;
  const auto* const found =
      std::ranges::find_if(kActivations, [&](const auto& known) { return value == known.first; });
  if (found != kActivations.end()) return found->second;
  std::string names;
  for (const auto& known : kActivations) names += fmt::format(" {}", known.first);
  file.fail(fmt::format("\"hidden_act\": {} is not supported, only{}", value.dump(), names));
}

/// -1 where the file says null: there is no padding token then. Nothing said: the family's default.
std::int64_t read_padding(const ConfigFile& file, const text::EncoderFamily& family) {
  if (file.has("pad_token_id") && file.get("pad_token_id").is_null()) return -1;
  return file.field_or<std::int64_t>("pad_token_id", family.default_pad_token_id);
}

/// id2label in id order; label2id and num_labels, where given, have to say the same.
std::vector<std::string> read_labels(const ConfigFile& file) {
  const Json id2label = file.get("id2label");
  if (id2label.is_null()) return {};
  if (!id2label.is_object() || id2label.size() > kMostLabels)
    file.fail(fmt::format("\"id2label\": expected an object of at most {} labels", kMostLabels));
  std::vector<std::string> labels;
  for (std::size_t id = 0; id < id2label.size(); ++id) {
    const auto entry = id2label.find(std::to_string(id));
    if (entry == id2label.end() || !entry->is_string())
      file.fail(fmt::format("expected \"id2label\" to name ids 0 to {}, {} is missing",
                            id2label.size() - 1, id));
    labels.push_back(entry->get<std::string>());
  }
  if (std::set(labels.begin(), labels.end()).size() != labels.size())
    file.fail("\"id2label\": expected every label once, found one twice");
  if (const Json count = file.get("num_labels"); !count.is_null() && count != labels.size())
    file.fail(fmt::format("\"num_labels\": {} contradicts \"id2label\", which names {} labels",
                          count.dump(), labels.size()));
  if (const Json label2id = file.get("label2id"); !label2id.is_null()) {
    Json expected = Json::object();
    for (std::size_t id = 0; id < labels.size(); ++id) expected[labels[id]] = id;
    if (label2id != expected)
      file.fail(fmt::format("\"label2id\" contradicts \"id2label\": expected {}, found {}",
                            expected.dump(), label2id.dump()));
  }
  return labels;
}

void check_sizes(const EncoderConfig& config, const ConfigFile& file) {
  for (const auto& [name, value] : {std::pair{"vocab_size", config.vocab_size},
                                    {"hidden_size", config.hidden_size},
                                    {"num_hidden_layers", config.num_hidden_layers},
                                    {"num_attention_heads", config.num_attention_heads},
                                    {"intermediate_size", config.intermediate_size},
                                    {"max_position_embeddings", config.max_position_embeddings},
                                    {"type_vocab_size", config.type_vocab_size}})
    if (value <= 0 || value > kLargestSize)
      file.fail(fmt::format("\"{}\": expected 1 to {}, found {}", name, kLargestSize, value));
  if (config.hidden_size % config.num_attention_heads != 0)
    file.fail(
        fmt::format("expected hidden_size to be a multiple of num_attention_heads, found {} and {}",
                    config.hidden_size, config.num_attention_heads));
  const auto hidden = static_cast<double>(config.hidden_size);
  const auto rows = static_cast<double>(config.vocab_size + config.max_position_embeddings);
  const double parameters =
      hidden * (rows + static_cast<double>(config.num_hidden_layers) *
                           (4 * hidden + 2.0 * static_cast<double>(config.intermediate_size)));
  if (parameters > kMostParameters)
    file.fail(fmt::format("expected an encoder of at most {:g} parameters, found {:.3g}",
                          kMostParameters, parameters));
}

void check_values(const EncoderConfig& config, const ConfigFile& file) {
  for (const auto& [name, value] :
       {std::pair{"hidden_dropout_prob", config.hidden_dropout_prob},
        {"attention_probs_dropout_prob", config.attention_probs_dropout_prob},
        {"classifier_dropout", config.classifier_dropout},
        {"layer_norm_eps", config.layer_norm_eps}})
    if (!(value >= 0 && value < 1))
      file.fail(fmt::format("\"{}\": expected 0 to below 1, found {}", name, value));
  if (!(config.initializer_range >= 0 && std::isfinite(config.initializer_range)))
    file.fail(fmt::format("\"initializer_range\": expected a number of at least 0, found {}",
                          config.initializer_range));
  const bool needed = config.family().positions_after_padding;
  if (config.pad_token_id < (needed ? 0 : -1) || config.pad_token_id >= config.vocab_size)
    file.fail(fmt::format("\"pad_token_id\": expected 0 to {}, found {}", config.vocab_size - 1,
                          config.pad_token_id));
  if (config.longest_sequence() < 3)
    file.fail(
        fmt::format("\"max_position_embeddings\": {} leaves no room for a word behind "
                    "\"pad_token_id\" {}",
                    config.max_position_embeddings, config.pad_token_id));
}

}  // namespace

EncoderConfig read_encoder_config(const std::filesystem::path& folder) {
  const std::string path = (folder / "config.json").string();
  ConfigFile file(path);
  EncoderConfig config;
  config.model_type = read_model_type(file, path);
  check_fixed_fields(file);
  config.vocab_size = file.field<std::int64_t>("vocab_size");
  config.hidden_size = file.field<std::int64_t>("hidden_size");
  config.num_hidden_layers = file.field<std::int64_t>("num_hidden_layers");
  config.num_attention_heads = file.field<std::int64_t>("num_attention_heads");
  config.intermediate_size = file.field<std::int64_t>("intermediate_size");
  config.max_position_embeddings = file.field_or<std::int64_t>("max_position_embeddings", 512);
  config.type_vocab_size = file.field_or<std::int64_t>("type_vocab_size", 2);
  config.pad_token_id = read_padding(file, config.family());
  config.activation = read_activation(file);
  config.hidden_dropout_prob = file.field_or("hidden_dropout_prob", 0.1);
  config.attention_probs_dropout_prob = file.field_or("attention_probs_dropout_prob", 0.1);
  config.classifier_dropout = file.field_or("classifier_dropout", config.hidden_dropout_prob);
  config.layer_norm_eps = file.field_or("layer_norm_eps", 1e-12);
  config.initializer_range = file.field_or("initializer_range", 0.02);
  config.random_weights = file.get("xner_random_weights") == true;
  config.labels = read_labels(file);
  check_sizes(config, file);
  check_values(config, file);
  config.raw = file.take();
  return config;
}

}  // namespace xner::nn
