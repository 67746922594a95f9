// Where plugins are found, and what is said of those that cannot be loaded.
#include "harness/sdk/plugin_search.hpp"

#include <cstdlib>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using xner::sdk::find_plugins;
using xner::sdk::plugin_of;
using xner::test::plugin_file;

class PluginSearch : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy_file(plugin_file("word_memory"), folder_.path() / "word_memory.so");
  }
  void TearDown() override { ::unsetenv("XNER_PLUGIN_PATH"); }

  /// What was found in this test's folder; the build's own plugins lie beside this program.
  [[nodiscard]] std::vector<xner::sdk::PluginFile> found() const {
    const std::vector<fs::path> folders{folder_.path()};
    return here(find_plugins(folders));
  }
  [[nodiscard]] std::vector<xner::sdk::PluginFile> here(
      std::vector<xner::sdk::PluginFile> plugins) const {
    std::erase_if(plugins, [&](const auto& plugin) {
      return plugin.path.parent_path() != fs::canonical(folder_.path());
    });
    return plugins;
  }

  xner::TemporaryFolder folder_;
};

TEST_F(PluginSearch, FindsThePluginsOfANamedFolder) {
  xner::write_file(folder_.path() / "notes.txt", "not a plugin");
  const auto plugins = found();
  ASSERT_THAT(plugins, SizeIs(1));
  EXPECT_EQ(plugins[0].tag.method, "word_memory");
  EXPECT_THAT(plugins[0].problems, IsEmpty());
  EXPECT_EQ(plugin_of(plugins, "word_memory").path,
            fs::canonical(folder_.path() / "word_memory.so"));
}

TEST_F(PluginSearch, ReadsTheEnvironment) {
  ::setenv("XNER_PLUGIN_PATH", ("/:" + folder_.path().string()).c_str(), 1);
  EXPECT_THAT(here(find_plugins({})), SizeIs(1));
}

TEST_F(PluginSearch, RefusesANamedFolderThatIsNotThere) {
  const std::vector<fs::path> folders{"/no/such/folder"};
  EXPECT_THROW((void)find_plugins(folders), xner::Error);
}

TEST_F(PluginSearch, ListsBrokenFilesWithTheirProblem) {
  xner::write_file(folder_.path() / "broken.so", "text");
  const auto plugins = found();
  ASSERT_THAT(plugins, SizeIs(2));
  EXPECT_EQ(plugins[0].tag.method, "broken");
  ASSERT_THAT(plugins[0].problems, SizeIs(1));
  EXPECT_THAT(plugins[0].problems[0], HasSubstr("expected a shared library"));
  try {
    (void)plugin_of(plugins, "broken");
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
    EXPECT_THAT(error.what(), HasSubstr("cannot be loaded: "));
  }
}

TEST_F(PluginSearch, AFileMustBearItsMethodsName) {
  fs::rename(folder_.path() / "word_memory.so", folder_.path() / "other.so");
  EXPECT_THAT(found().at(0).problems.at(0),
              HasSubstr("expected word_memory.so as its tag says, found other.so"));
}

TEST_F(PluginSearch, TheFirstFolderWins) {
  const xner::TemporaryFolder second;
  fs::copy_file(plugin_file("word_memory"), second.path() / "word_memory.so");
  const std::vector<fs::path> folders{second.path(), folder_.path()};
  const auto plugins = find_plugins(folders);
  EXPECT_THAT(here(plugins), IsEmpty());
  EXPECT_EQ(plugin_of(plugins, "word_memory").path.parent_path(), fs::canonical(second.path()));
}

TEST_F(PluginSearch, NamesTheNearestMethod) {
  try {
    (void)plugin_of(found(), "word_memry");
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'word_memory'?"));
  }
}

}  // namespace
