#include "harness/text/vocabulary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VocabularyTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string error_of(std::string_view bytes) const {
    test::put(file_, bytes);
    return test::error_of(ErrorKind::kData, [&] { (void)read_vocabulary(file_); });
  }
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "vocab.txt";
};

TEST_F(VocabularyTest, LinesEndAtLineFeedOnly) {
  test::put(file_, "a\n##b\u2028c\nlast");
  EXPECT_THAT(read_vocabulary(file_), ElementsAre("a", "##b\u2028c", "last"));
}

TEST_F(VocabularyTest, DamageIsNamedWithItsLine) {
  EXPECT_THAT(error_of("a\n\nb\n"),
              HasSubstr("vocab.txt:2: expected a piece, found an empty line"));
  EXPECT_THAT(error_of("a\r\nb\r\n"), HasSubstr("vocab.txt:1: expected lines that end in LF"));
  EXPECT_THAT(error_of("a\nb\nc\xff\n"),
              HasSubstr("vocab.txt:3: expected UTF-8, found an invalid byte at byte 2"));
  EXPECT_THAT(error_of(""), HasSubstr("found an empty file"));
}

TEST_F(VocabularyTest, BlanksAroundAPieceAreDamage) {
  for (const char* piece : {"b ", " b", "b\t", "\tb", " "})
    EXPECT_THAT(error_of(std::string("a\n") + piece + "\nc\n"),
                HasSubstr("vocab.txt:2: expected a piece without blanks around it"));
  test::put(file_, "a b\n\u3000\n");  // inside, and other white space, are pieces
  EXPECT_THAT(read_vocabulary(file_), ElementsAre("a b", "\u3000"));
}

TEST_F(VocabularyTest, ListsTwentyLinesThenCounts) {
  std::string bytes = "a\n";
  for (int i = 0; i < 25; ++i) bytes += "\n";
  EXPECT_THAT(error_of(bytes), HasSubstr("vocab.txt:21: expected a piece"));
  EXPECT_THAT(error_of(bytes), HasSubstr("and 5 more"));
}

TEST_F(VocabularyTest, IdsAreLineNumbersToTheLastLine) {
  EXPECT_THAT(parse_vocabulary("a\nb", "f"), ElementsAre("a", "b"));
  EXPECT_THAT(parse_vocabulary("a\nb\n", "f"), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace xner::text
