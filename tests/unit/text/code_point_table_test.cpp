#include "harness/text/code_point_table.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/word_splitter.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

std::string words_around_every_code_point(const WordSplitter& splitter) {
  std::string all;
  NormalizedWord word;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text = "A";
    append_utf8(text, c);
    text += 'b';
    bool first = true;
    for (std::size_t at = 0; splitter.next(text, at, word); first = false) {
      if (!first) all += ' ';
      all += word.text();
    }
    all += '\n';
  }
  return all;
}

// The reference's answer for all code points under all sixteen settings, as digests.
TEST(CodePointTable, AgreesWithTheReferenceOnEveryCodePoint) {
  const auto cases = nlohmann::json::parse(read_file(test::golden_folder() / "digests.json"));
  ASSERT_EQ(cases.size(), 16U);
  for (const auto& expected : cases) {
    const NormalizerSettings settings{expected["clean_text"], expected["handle_chinese_chars"],
                                      expected["lowercase"], expected["strip_accents"]};
    EXPECT_EQ(sha256(words_around_every_code_point(WordSplitter(settings))), expected["sha256"])
        << expected;
  }
}

TEST(CodePointTable, SaysWhatHappens) {
  const CodePointTable table({});
  EXPECT_EQ(table[U'a'].action, CodePointAction::kKeep);
  EXPECT_EQ(table[U'a'].code_point, U'a');
  EXPECT_EQ(table[U'\u00C9'].code_point, U'e');
  EXPECT_EQ(table[U'\u0301'].action, CodePointAction::kDrop);
  EXPECT_EQ(table[U'\u037E'].action, CodePointAction::kIsolate);
  EXPECT_EQ(table[U'\u037E'].code_point, U';');
  EXPECT_EQ(table[U'\uF900'].action, CodePointAction::kIsolate);
  EXPECT_EQ(table[U'\uF900'].code_point, U'\u8C48');
  EXPECT_EQ(table[U'\u302E'].combining_class, 224);
  ASSERT_EQ(table[U'\u09CB'].action, CodePointAction::kExpand);
  EXPECT_EQ(table.expansion(U'\u09CB').size(), 2U);
}

}  // namespace
}  // namespace xner::text
