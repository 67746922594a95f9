// The golden vectors of bert-base-multilingual-cased, where they are.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/text/tokenizer.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

TEST(Reference, MultilingualBert) {
  const auto folder = test::mbert_folder();
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "no golden vectors: " << folder << " is absent (set XNER_SHARED_DATA)";
  const auto tokenizer = load_tokenizer(folder);
  std::size_t equal = 0;
  for (const std::string& line : test::lines_of(folder / "mbert_cased_golden.jsonl")) {
    const auto expected = nlohmann::json::parse(line);
    const auto ids = tokenizer->encode_line(expected["text"].get<std::string>()).ids;
    // Made by Google's tokenizer, which does not know special tokens in text; Hugging Face does.
    if (expected["source"] == "edge:special-in-text") {
      EXPECT_NE(std::ranges::find(ids, tokenizer->start()), ids.end());
      continue;
    }
    EXPECT_EQ(nlohmann::json(ids), expected["ids"]) << line;
    ++equal;
  }
  EXPECT_EQ(equal, 402U);
}

}  // namespace
}  // namespace xner::text
