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

struct Refusal {
  const char* field;
  Json value;
  const char* message;
};

class Refused : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refused, NamesTheField) {
  Json json = smallest();
  json[GetParam().field] = GetParam().value;
  const std::string message = error_of(json.dump());
  EXPECT_THAT(message, ::testing::HasSubstr(GetParam().field));
  EXPECT_THAT(message, ::testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Refused,
    ::testing::Values(Refusal{"model_type", "xlm-roberta", "found \"xlm-roberta\""},
                      Refusal{"model_type", 3, "found 3"},
                      Refusal{"hidden_act", "relu", "\"relu\" is not supported, only \"gelu\""},
                      Refusal{"hidden_act", "gelu_new", "only \"gelu\""},
                      Refusal{"position_embedding_type", "relative_key", "only \"absolute\""},
                      Refusal{"is_decoder", true, "true is not supported"},
                      Refusal{"add_cross_attention", true, "true is not supported"},
                      Refusal{"hidden_size", 25, "25 and 3"}, Refusal{"hidden_size", 0, "found 0"},
                      Refusal{"hidden_size", 24.5, "a whole number"},
                      Refusal{"vocab_size", "100", "found \"100\""},
                      Refusal{"vocab_size", -1, "found -1"},
                      Refusal{"num_hidden_layers", nullptr, "found null"},
                      Refusal{"num_attention_heads", 0, "found 0"},
                      Refusal{"intermediate_size", 99999999, "found 99999999"},
                      Refusal{"max_position_embeddings", 0, "found 0"},
                      Refusal{"type_vocab_size", 0, "found 0"},
                      Refusal{"hidden_dropout_prob", 1.0, "found 1"},
                      Refusal{"attention_probs_dropout_prob", -0.1, "found -0.1"},
                      Refusal{"classifier_dropout", 7, "found 7"},
                      Refusal{"id2label", {{"0", "O"}, {"2", "X"}}, "1 is missing"},
                      Refusal{"id2label", {{"0", 5}}, "0 is missing"}));

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
