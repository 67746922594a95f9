// Tests of harness/nn/encoder_config.hpp.
#include "harness/nn/encoder_config.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::nn {
namespace {

using Json = nlohmann::json;

Json smallest() {
  return {{"model_type", "bert"},   {"vocab_size", 100},        {"hidden_size", 24},
          {"num_hidden_layers", 2}, {"num_attention_heads", 3}, {"intermediate_size", 48}};
}

EncoderConfig read(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder.path() / "config.json", text);
  return read_encoder_config(folder.path());
}

std::string error_of(const std::string& text) {
  try {
    (void)read(text);
    return "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("config.json"));
    return error.message();
  }
}

TEST(EncoderConfig, DefaultsAreHuggingFaces) {
  const EncoderConfig config = read(smallest().dump());
  EXPECT_EQ(config.head_size(), 8);
  EXPECT_EQ(config.max_position_embeddings, 512);
  EXPECT_EQ(config.type_vocab_size, 2);
  EXPECT_EQ(config.hidden_dropout_prob, 0.1);
  EXPECT_EQ(config.attention_probs_dropout_prob, 0.1);
  EXPECT_EQ(config.classifier_dropout, 0.1);
  EXPECT_EQ(config.layer_norm_eps, 1e-12);
  EXPECT_EQ(config.initializer_range, 0.02);
  EXPECT_EQ(config.pad_token_id, 0);
  EXPECT_EQ(config.activation, Activation::kGelu);
  EXPECT_EQ(config.longest_sequence(), 512);
  EXPECT_FALSE(config.random_weights);
  EXPECT_TRUE(config.labels.empty());
  EXPECT_EQ(config.raw, smallest());
}

TEST(EncoderConfig, EveryFieldIsRead) {
  Json json = smallest();
  json.update({{"max_position_embeddings", 64},
               {"type_vocab_size", 1},
               {"hidden_dropout_prob", 0.2},
               {"attention_probs_dropout_prob", 0.3},
               {"layer_norm_eps", 1e-5},
               {"initializer_range", 0.5},
               {"xner_random_weights", true},
               {"id2label", {{"1", "B-X"}, {"0", "O"}}}});
  EncoderConfig config = read(json.dump());
  EXPECT_EQ(config.vocab_size, 100);
  EXPECT_EQ(config.hidden_size, 24);
  EXPECT_EQ(config.num_hidden_layers, 2);
  EXPECT_EQ(config.num_attention_heads, 3);
  EXPECT_EQ(config.intermediate_size, 48);
  EXPECT_EQ(config.max_position_embeddings, 64);
  EXPECT_EQ(config.type_vocab_size, 1);
  EXPECT_EQ(config.attention_probs_dropout_prob, 0.3);
  EXPECT_EQ(config.classifier_dropout, 0.2);  // that of the hidden states, where none is given
  EXPECT_EQ(config.layer_norm_eps, 1e-5);
  EXPECT_EQ(config.initializer_range, 0.5);
  EXPECT_TRUE(config.random_weights);
  EXPECT_THAT(config.labels, ::testing::ElementsAre("O", "B-X"));
  json["classifier_dropout"] = 0.4;
  EXPECT_EQ(read(json.dump()).classifier_dropout, 0.4);
  json["classifier_dropout"] = nullptr;  // what transformers writes for "not given"
  EXPECT_EQ(read(json.dump()).classifier_dropout, 0.2);
}

TEST(EncoderConfig, RobertaCountsPositionsFromBehindThePadding) {
  for (const char* type : {"roberta", "xlm-roberta", "camembert"}) {
    Json json = smallest();
    json["model_type"] = type;
    json["max_position_embeddings"] = 514;
    EncoderConfig config = read(json.dump());
    EXPECT_EQ(config.model_type, type);
    EXPECT_EQ(config.pad_token_id, 1);
    EXPECT_EQ(config.longest_sequence(), 512);
    json["pad_token_id"] = 5;
    EXPECT_EQ(read(json.dump()).longest_sequence(), 508);
    json["pad_token_id"] = nullptr;
    EXPECT_THAT(error_of(json.dump()), ::testing::HasSubstr("\"pad_token_id\": expected 0 to 99"));
  }
}

TEST(EncoderConfig, NullIsNoPaddingToken) {
  Json json = smallest();
  json["pad_token_id"] = nullptr;
  EXPECT_EQ(read(json.dump()).pad_token_id, -1);
}

TEST(EncoderConfig, ActivationsByTransformersNames) {
  for (const auto& [name, activation] : {std::pair{"gelu", Activation::kGelu},
                                         {"gelu_new", Activation::kGeluTanh},
                                         {"gelu_pytorch_tanh", Activation::kGeluTanh},
                                         {"relu", Activation::kRelu},
                                         {"silu", Activation::kSilu},
                                         {"swish", Activation::kSilu}}) {
    Json json = smallest();
    json["hidden_act"] = name;
    EXPECT_EQ(read(json.dump()).activation, activation) << name;
  }
}

// What transformers writes into every config.json, or what does not concern a token classifier.
TEST(EncoderConfig, FieldsWithoutEffectArePassedOver) {
  Json json = smallest();
  json.update({{"use_cache", true},
               {"is_decoder", false},
               {"pruned_heads", Json::object()},
               {"problem_type", "multi_label_classification"},
               {"chunk_size_feed_forward", 4},
               {"tie_word_embeddings", true},
               {"torch_dtype", "float16"},
               {"num_labels", 2},
               {"id2label", {{"0", "O"}, {"1", "B-X"}}},
               {"label2id", {{"O", 0}, {"B-X", 1}}}});
  EXPECT_THAT(read(json.dump()).labels, ::testing::ElementsAre("O", "B-X"));
}

struct Refusal {
  const char* field;
  Json value;
  const char* message;
};

class Refused : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refused, NamesTheField) {
  Json json = smallest();
  json["id2label"] = {{"0", "O"}, {"1", "X"}};
  json[GetParam().field] = GetParam().value;
  const std::string message = error_of(json.dump());
  EXPECT_THAT(message, ::testing::HasSubstr(GetParam().field));
  EXPECT_THAT(message, ::testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Refused,
    ::testing::Values(
        Refusal{"model_type", "t5", "found \"t5\""}, Refusal{"model_type", 3, "found 3"},
        Refusal{"hidden_act", "quick_gelu", "\"quick_gelu\" is not supported"},
        Refusal{"hidden_act", 3, "3 is not supported, only gelu"},
        Refusal{"is_encoder_decoder", true, "true is not supported"},
        Refusal{"pruned_heads", {{"0", {1}}}, "is not supported, only {}"},
        Refusal{"quantization_config", {{"bits", 8}}, "is not supported"},
        Refusal{"attention_bias", false, "false is not supported"},
        Refusal{"auto_map", {{"AutoModel", "m.Bert"}}, "\"m.Bert\""},
        Refusal{"pad_token_id", 100, "expected 0 to 99, found 100"},
        Refusal{"layer_norm_eps", -1e-5, "found -1e-05"},
        Refusal{"layer_norm_eps", "small", "a number"},
        Refusal{"initializer_range", -1, "found -1"},
        Refusal{"num_labels", 3, "which names 2 labels"},
        Refusal{"label2id", {{"O", 1}, {"X", 0}}, "contradicts \"id2label\""},
        Refusal{"max_position_embeddings", 2, "no room for a word"},
        Refusal{"position_embedding_type", "relative_key", "only \"absolute\""},
        Refusal{"is_decoder", true, "true is not supported"},
        Refusal{"add_cross_attention", true, "true is not supported"},
        Refusal{"hidden_size", 25, "25 and 3"}, Refusal{"hidden_size", 0, "found 0"},
        Refusal{"hidden_size", 24.5, "a whole number"},
        Refusal{"vocab_size", "100", "found \"100\""}, Refusal{"vocab_size", -1, "found -1"},
        Refusal{"num_hidden_layers", nullptr, "found null"},
        Refusal{"num_attention_heads", 0, "found 0"},
        Refusal{"intermediate_size", 99999999, "found 99999999"},
        Refusal{"max_position_embeddings", 0, "found 0"}, Refusal{"type_vocab_size", 0, "found 0"},
        Refusal{"hidden_dropout_prob", 1.0, "found 1"},
        Refusal{"attention_probs_dropout_prob", -0.1, "found -0.1"},
        Refusal{"classifier_dropout", 7, "found 7"},
        Refusal{"id2label", {{"0", "O"}, {"2", "X"}}, "1 is missing"},
        Refusal{"id2label", {{"0", "O"}, {"1", "O"}}, "one twice"},
        Refusal{"id2label", 3, "expected an object"},
        Refusal{"id2label", {{"0", 5}}, "0 is missing"}));

TEST(EncoderConfig, ModelBeyondAnyMemoryIsRefused) {
  Json json = smallest();
  json.update({{"hidden_size", 3'000'000}, {"intermediate_size", 3'000'000}});
  EXPECT_THAT(error_of(json.dump()), ::testing::HasSubstr("at most 1e+10 parameters"));
}

TEST(EncoderConfig, MissingFieldIsNamed) {
  for (const char* field : {"model_type", "vocab_size", "hidden_size", "num_hidden_layers",
                            "num_attention_heads", "intermediate_size"}) {
    Json json = smallest();
    json.erase(field);
    EXPECT_THAT(error_of(json.dump()), ::testing::HasSubstr(field));
  }
}

TEST(EncoderConfig, NotAnObjectOfJson) {
  EXPECT_THAT(error_of("{"), ::testing::HasSubstr("not valid JSON"));
  EXPECT_THAT(error_of("[1]"), ::testing::HasSubstr("expected a JSON object"));
}

}  // namespace
}  // namespace xner::nn
