// How errors look.
#include "harness/cli/terminal.hpp"

#include <gtest/gtest.h>

namespace xner::cli {
namespace {

TEST(ErrorText, HasPlaceMessageAndHint) {
  EXPECT_EQ(
      error_text({ErrorKind::kUsage, "unknown key 'x'", Place{"a.toml", 3, 1}, "did you mean 'y'?"},
                 false),
      "xner: error: a.toml:3:1: unknown key 'x'\n  hint: did you mean 'y'?\n");
  EXPECT_EQ(error_text({ErrorKind::kUsage, "two\nlines"}, false), "xner: error: two\nlines\n");
}

TEST(ErrorText, IsInertOnATerminal) {
  const std::string text = error_text(
      {ErrorKind::kData, "found '\x1b[31mred\x07'", Place{"a\x1b]0;x", 1, 1}, "\x1b[2J"}, false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

}  // namespace
}  // namespace xner::cli
