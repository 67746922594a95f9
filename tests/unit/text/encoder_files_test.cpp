// Which files of a folder are an encoder, and what is said where one is missing.
#include "harness/text/encoder_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::text {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class EncoderFiles : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text = "x") const {
    write_file(folder_.path() / name, text);
  }
  void write_index(const Json& weight_map) const {
    write("model.safetensors.index.json", Json{{"weight_map", weight_map}}.dump());
  }
  [[nodiscard]] std::string error() const {
    try {
      (void)find_weight_files(folder_.path());
      return "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      return error.what();
    }
  }
  TemporaryFolder folder_;
};

TEST_F(EncoderFiles, OneFileGoesBeforeShards) {
  write("a.safetensors");
  write_index({{"w", "a.safetensors"}});
  EXPECT_THAT(find_weight_files(folder_.path()).files,
              ElementsAre(folder_.path() / "a.safetensors"));
  write("model.safetensors");
  const WeightFiles weights = find_weight_files(folder_.path());
  EXPECT_THAT(weights.files, ElementsAre(folder_.path() / "model.safetensors"));
  EXPECT_TRUE(weights.index.empty());
}

TEST_F(EncoderFiles, ShardsInOrderOfName) {
  write("m-1.safetensors");
  write("m-2.safetensors");
  write_index({{"a", "m-2.safetensors"}, {"b", "m-1.safetensors"}, {"c", "m-2.safetensors"}});
  const WeightFiles weights = find_weight_files(folder_.path());
  EXPECT_THAT(weights.files,
              ElementsAre(folder_.path() / "m-1.safetensors", folder_.path() / "m-2.safetensors"));
  EXPECT_EQ(weights.shard_of.at("c"), "m-2.safetensors");
  EXPECT_TRUE(has_weight_files(folder_.path()));
}

TEST_F(EncoderFiles, MissingShardsAreNamedUpToTwenty) {
  Json map;
  for (int i = 10; i < 40; ++i) map[std::to_string(i)] = "m-" + std::to_string(i) + ".safetensors";
  write_index(map);
  EXPECT_THAT(error(), AllOf(HasSubstr("m-10.safetensors"),
                             HasSubstr("m-29.safetensors and 10 more"), Not(HasSubstr("m-30."))));
}

TEST_F(EncoderFiles, AnIndexNamesFilesOfItsFolderOnly) {
  for (const Json& file : {Json("../a.safetensors"), Json("/etc/passwd"), Json("b/a.safetensors"),
                           Json("a.bin"), Json(""), Json(3), Json(nullptr)}) {
    write_index({{"w", file}});
    EXPECT_THAT(error(), AllOf(HasSubstr("index.json"), HasSubstr(file.dump()))) << file;
  }
  for (const char* text : {"[]", "{}", R"({"weight_map": []})", R"({"weight_map": {}})"}) {
    write("model.safetensors.index.json", text);
    EXPECT_THAT(error(), HasSubstr("\"weight_map\"")) << text;
  }
  write("model.safetensors.index.json", "{");
  EXPECT_THAT(error(), HasSubstr("not valid JSON"));
}

TEST_F(EncoderFiles, PickledWeightsComeWithTheCommandThatConvertsThem) {
  EXPECT_THAT(error(), HasSubstr("expected model.safetensors, found none"));
  EXPECT_FALSE(has_weight_files(folder_.path()));
  write("pytorch_model.bin.index.json");
  EXPECT_THAT(error(), HasSubstr("found pytorch_model.bin.index.json only"));
  write("pytorch_model.bin");
  EXPECT_THAT(error(),
              AllOf(HasSubstr("found pytorch_model.bin only"), HasSubstr("weights_only=True"),
                    HasSubstr((folder_.path() / "model.safetensors").string())));
}

TEST_F(EncoderFiles, CopiesTokenizersOfEveryFamilyAndNothingElse) {
  for (const char* name : {"vocab.txt", "sentencepiece.bpe.model", "special_tokens_map.json",
                           "merges.txt", "config.json", "model.safetensors"})
    write(name, name);
  const TemporaryFolder to;
  copy_tokenizer_files(folder_.path(), to.path());
  EXPECT_EQ(read_file(to.path() / "sentencepiece.bpe.model"), "sentencepiece.bpe.model");
  EXPECT_EQ(std::distance(fs::directory_iterator(to.path()), {}), 4);
}

// transformers' BertTokenizer lower-cases where tokenizer_config.json does not forbid it.
TEST_F(EncoderFiles, SaysInTokenizerConfigWhatTokenizerJsonSays) {
  write("tokenizer.json",
        R"({"normalizer": {"type": "BertNormalizer", "lowercase": false, "strip_accents": null}})");
  const TemporaryFolder to;
  copy_tokenizer_files(folder_.path(), to.path());
  const Json written = Json::parse(read_file(to.path() / "tokenizer_config.json"));
  EXPECT_EQ(written["do_lower_case"], false);
  EXPECT_TRUE(written["strip_accents"].is_null());
  EXPECT_EQ(written["tokenizer_class"], "BertTokenizer");
  write("tokenizer_config.json", "{}");
  copy_tokenizer_files(folder_.path(), to.path());
  EXPECT_EQ(read_file(to.path() / "tokenizer_config.json"), "{}");
}

TEST_F(EncoderFiles, OtherTokenizersGetNoConfig) {
  write("tokenizer.json", R"({"normalizer": {"type": "Precompiled"}})");
  const TemporaryFolder to;
  copy_tokenizer_files(folder_.path(), to.path());
  EXPECT_FALSE(fs::exists(to.path() / "tokenizer_config.json"));
}

}  // namespace
}  // namespace xner::text
