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

TEST(Inert, LeavesNothingForATerminalOrACi) {
  EXPECT_EQ(inert("a\nb\n"), "a\nb\n");
  EXPECT_EQ(inert("\x1b[2J\x1b]0;t\x07\r"), "\uFFFD[2J\uFFFD]0;t\uFFFD\uFFFD");
  EXPECT_EQ(inert("a\u202Eb\u2067c\u009Bd"), "a\uFFFDb\uFFFDc\uFFFDd");
  EXPECT_EQ(inert("x\n::set-env name=a::b\n  ::error::c\n##[group]d\na::b"),
            "x\n| ::set-env name=a::b\n|   ::error::c\n| ##[group]d\na::b");
  EXPECT_EQ(inert(""), "");
}

TEST(ErrorText, NoLineOfAMessageIsACommand) {
  EXPECT_EQ(error_text({ErrorKind::kData, "found 'a\n::stop-commands::x'"}, false),
            "xner: error: found 'a\n| ::stop-commands::x'\n");
}

}  // namespace
}  // namespace xner::cli
