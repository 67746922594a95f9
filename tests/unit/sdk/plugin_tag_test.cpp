// Tags of real and of doctored plugins.
#include "harness/sdk/plugin_tag.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using xner::sdk::expected_tag;
using xner::sdk::PluginTag;
using xner::sdk::read_plugin_tag;
using xner::sdk::tag_mismatches;
using xner::test::plugin_file;
using xner::test::write_patched;

TEST(PluginTag, SaysWhatItWasBuiltFor) {
  PluginTag expected = expected_tag();
  expected.method = "word_memory";
  expected.version = "1.0";
  EXPECT_EQ(read_plugin_tag(plugin_file("word_memory")), expected);
  EXPECT_THAT(tag_mismatches(expected, expected_tag()), IsEmpty());
  EXPECT_THAT(expected.sdk_declarations, MatchesRegex("[0-9a-f]{64}"));
}

TEST(PluginTag, BuildIdIsThere) {
  EXPECT_THAT(xner::sdk::read_build_id(plugin_file("word_memory")), MatchesRegex("[0-9a-f]{40}"));
}

TEST(PluginTag, NamesBothSidesOfEveryMismatch) {
  PluginTag other = expected_tag();
  other.interface_version = 9;
  other.libtorch = "2.10.0+cpu";
  other.build_type = "another";
  other.compiler = "GNU 11.4.0";
  other.sdk_declarations = std::string(64, '0');
  const auto lines = tag_mismatches(other, expected_tag());
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "interface version: built for 9, this xner is 1");
  EXPECT_THAT(lines[2], HasSubstr("built for 2.10.0+cpu, this xner is 2.11.0"));
}

TEST(PluginTag, AReleaseOfTheSameCompilerIsNoMismatch) {
  PluginTag mine = expected_tag();
  PluginTag other = mine;
  mine.compiler = "GNU 12.2.0";
  other.compiler = "GNU 12.4.1";
  EXPECT_THAT(tag_mismatches(other, mine), IsEmpty());
  other.compiler = "Clang 12.2.0";
  EXPECT_THAT(tag_mismatches(other, mine), ElementsAre(HasSubstr("Clang 12.2.0")));
}

TEST(PluginTag, RefusesAFileWithoutATag) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "word_memory.so";
  write_patched(plugin_file("word_memory"), std::string("XNER\0", 5), std::string("NONE\0", 5),
                file);
  try {
    (void)read_plugin_tag(file);
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr("a shared library without an XNER tag (build it with add_method_plugin())"));
  }
}

TEST(PluginTag, RefusesADamagedTag) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "word_memory.so";
  write_patched(plugin_file("word_memory"), "\nlibtorch=", "\nlibfetch=", file);
  EXPECT_THROW((void)read_plugin_tag(file), xner::Error);
  write_patched(plugin_file("word_memory"), "interface=1", "interface=x", file);
  EXPECT_THROW((void)read_plugin_tag(file), xner::Error);
}

}  // namespace
