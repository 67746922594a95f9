// harness/data/sample_encoder.cpp: a vocabulary that covers the sample, and the folder that carries
// it.
#include "harness/data/sample_encoder.hpp"

#include <cctype>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"

namespace xner::data {
namespace {

TEST(SampleEncoder, VocabularyIsSoundAndCoversEveryCharacter) {
  const auto pieces = sample_vocabulary();
  const std::set<std::string> known(pieces.begin(), pieces.end());
  EXPECT_EQ(known.size(), pieces.size());
  EXPECT_EQ(pieces.front(), "[PAD]");
  EXPECT_GE(pieces.size(), 500U);
  EXPECT_LE(pieces.size(), 3000U);
  for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
    EXPECT_TRUE(known.contains(special));
  for (const char* part : {"aa", "bb", "cc"})
    for (const auto& sentence : sample_corpus(part, "test").text.sentences)
      for (const auto& word : sentence.words)
        for (const char c : word) {
          ASSERT_TRUE(known.contains(std::string(1, c))) << word;
          const bool continues = std::isalnum(static_cast<unsigned char>(c)) != 0;
          ASSERT_TRUE(!continues || known.contains("##" + std::string(1, c))) << word;
        }
}

TEST(SampleEncoder, FolderSaysWhatItIs) {
  const TemporaryFolder folder;
  write_random_tiny_encoder(folder.path() / "a");
  const auto config = nlohmann::json::parse(read_file(folder.path() / "a/config.json"));
  EXPECT_EQ(config["model_type"], "bert");
  EXPECT_EQ(config["xner_random_weights"], true);
  EXPECT_EQ(config["vocab_size"], sample_vocabulary().size());
  EXPECT_EQ(
      nlohmann::json::parse(read_file(folder.path() / "a/tokenizer_config.json"))["do_lower_case"],
      false);
  EXPECT_EQ(config["hidden_size"], 128);
  write_random_tiny_encoder(folder.path() / "c", random_tiny_width("random-tiny-64"));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path() / "c/config.json"))["hidden_size"], 64);
  EXPECT_EQ(random_tiny_width("random-tiny-65"), 0);
  write_random_tiny_encoder(folder.path() / "b");
  EXPECT_EQ(sha256_folder(folder.path() / "a"), sha256_folder(folder.path() / "b"));
}

}  // namespace
}  // namespace xner::data
