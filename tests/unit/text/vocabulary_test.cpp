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

}  // namespace
}  // namespace xner::text
