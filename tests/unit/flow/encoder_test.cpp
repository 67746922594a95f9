// References to encoders, and what is said when one is not whole.
#include "harness/flow/encoder.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::flow {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Encoders : public ::testing::Test {
 protected:
  EncoderFolder resolve(const std::string& reference) {
    return resolve_encoder(reference, Place{"x.toml", 3, 1}, temporary_.path() / "work");
  }
  std::string error(const std::string& reference) {
    try {
      static_cast<void>(resolve(reference));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  fs::path make(const std::string& name, const std::vector<std::string>& files) {
    for (const auto& file : files)
      write_file(temporary_.path() / name / file, file == "config.json" ? "{}" : file);
    return temporary_.path() / name;
  }
  TemporaryFolder temporary_;
};

TEST_F(Encoders, AFolderIsDigestedByContent) {
  const auto first = resolve(make("a", {"config.json", "model.safetensors", "vocab.txt"}));
  const auto same =
      resolve(make("b", {"config.json", "model.safetensors", "vocab.txt", "README.md"}));
  EXPECT_EQ(first.digest, same.digest);
  EXPECT_FALSE(first.random_weights);
  write_file(temporary_.path() / "b" / "vocab.txt", "other");
  EXPECT_NE(resolve(temporary_.path() / "b").digest, first.digest);
}

TEST_F(Encoders, EveryShardAndTokenizerFileIsDigested) {
  const fs::path folder = make(
      "shards", {"config.json", "m-1.safetensors", "m-2.safetensors", "sentencepiece.bpe.model"});
  write_file(folder / "model.safetensors.index.json",
             R"({"weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})");
  const auto first = resolve(folder);
  EXPECT_EQ(first.files.size(), 4U);
  for (const char* name : {"m-2.safetensors", "sentencepiece.bpe.model"}) {
    write_file(folder / name, "other");
    EXPECT_NE(resolve(folder).digest, first.digest) << name;
    write_file(folder / name, name);
  }
  EXPECT_EQ(resolve(folder).digest, first.digest);
  fs::remove(folder / "m-1.safetensors");
  EXPECT_THAT(error(folder), HasSubstr("m-1.safetensors"));
}

TEST_F(Encoders, SaysWhatIsMissing) {
  EXPECT_THAT(error(temporary_.path() / "none"),
              HasSubstr("x.toml:3:1: expected an encoder folder, found none"));
  EXPECT_THAT(error(make("c", {"vocab.txt"})), HasSubstr("expected config.json"));
  EXPECT_THAT(error(make("d", {"config.json"})),
              HasSubstr("expected model.safetensors, found none"));
  const std::string old = error(make("e", {"config.json", "pytorch_model.bin"}));
  EXPECT_THAT(old, HasSubstr("found pytorch_model.bin"));
  EXPECT_THAT(old, HasSubstr("save_file"));
  EXPECT_THAT(error(make("f", {"config.json", "model.safetensors.index.json"})),
              HasSubstr("index.json"));
}

TEST_F(Encoders, RandomTinyIsMarked) {
  const auto encoder = resolve("random-tiny");
  EXPECT_TRUE(encoder.random_weights);
  EXPECT_TRUE(fs::exists(encoder.folder / "vocab.txt"));
  EXPECT_EQ(encoder.digest, resolve("random-tiny").digest);
  EXPECT_NE(encoder.digest, resolve("random-tiny-64").digest);
}

TEST_F(Encoders, RandomTakesAConfigurationAndTheVocabularyBesideIt) {
  const fs::path real = make("g", {"config.json", "vocab.txt", "pytorch_model.bin"});
  const auto encoder = resolve("random:" + (real / "config.json").string());
  EXPECT_TRUE(encoder.random_weights);
  EXPECT_NE(encoder.folder, real);
  EXPECT_TRUE(fs::exists(encoder.folder / "vocab.txt"));
  EXPECT_FALSE(fs::exists(encoder.folder / "pytorch_model.bin"));
  EXPECT_THAT(error("random:/none/config.json"), HasSubstr("expected a config.json"));
  write_file(real / "config.json", "[1]");
  EXPECT_THAT(error("random:" + (real / "config.json").string()),
              HasSubstr("expected a JSON object"));
}

TEST_F(Encoders, TheHubsCacheIsRead) {
  ::setenv("HF_HUB_CACHE", (temporary_.path() / "hub").c_str(), 1);
  const fs::path model = "hub/models--org--name";
  make(model / "snapshots/abc", {"config.json", "model.safetensors"});
  write_file(temporary_.path() / model / "refs" / "main", "abc\n");
  EXPECT_EQ(resolve("hf:org/name").folder.filename(), "abc");
  EXPECT_EQ(resolve("hf:org/name@abc").folder.filename(), "abc");
  EXPECT_THAT(error("hf:org/other"), HasSubstr("huggingface-cli download org/other"));
  ::unsetenv("HF_HUB_CACHE");
  ::setenv("HF_HOME", "/hf", 1);
  EXPECT_EQ(hub_cache(), "/hf/hub");
  ::unsetenv("HF_HOME");
}

}  // namespace
}  // namespace xner::flow
