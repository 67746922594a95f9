// Loading a plugin into this process, and getting rid of it. What must not load is in
// tests/conformance/defects_test.cpp.
#include "harness/plugin/loaded_plugin.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using xner::plugin::LoadedPlugin;
using xner::plugin::Unload;
using xner::test::plugin_file;

bool is_mapped(const std::filesystem::path& file) {
  return xner::read_file("/proc/self/maps").find(file.string()) != std::string::npos;
}

TEST(LoadedPlugin, AnswersDescribeAndPlan) {
  LoadedPlugin plugin(plugin_file("word_memory"));
  EXPECT_EQ(plugin.tag().method, "word_memory");
  const auto description = plugin.describe();
  EXPECT_EQ(description.id, "word_memory");
  const auto plan = plugin.plan({resolve_parameters(description.parameters, {}, "word_memory"),
                                 xner::sdk::Json::object(),
                                 {"de", "sw"},
                                 {1, 2},
                                 {"last"}});
  EXPECT_THAT(plan.stages, SizeIs(3));
  EXPECT_THAT(plan.predictions, SizeIs(4));
  EXPECT_THAT(plugin.leaks(), IsEmpty());
}

TEST(LoadedPlugin, LeavesTheProcessWithItsLastObject) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "word_memory.so";
  std::filesystem::copy_file(plugin_file("word_memory"), file);
  xner::sdk::MethodDescription description;
  {
    LoadedPlugin plugin(file, Unload::kWithLastObject);
    EXPECT_TRUE(is_mapped(file));
    description = plugin.describe();
  }
  EXPECT_FALSE(is_mapped(file))
      << "something pins the library: a unique symbol, or an object that still lives";
  EXPECT_EQ(description.id, "word_memory") << "values outlive the plugin";
}

TEST(LoadedPlugin, ErrorsOutliveTheLibrary) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "throws_own_type.so";
  std::filesystem::copy_file(
      xner::test::build_folder() / "tests" / "defects" / "throws_own_type.so", file);
  std::exception_ptr kept;
  try {
    LoadedPlugin plugin(file, Unload::kWithLastObject);
    xner::test::FakeContext context({});
    plugin.run_stage(context);
  } catch (...) {
    kept = std::current_exception();
  }
  ASSERT_FALSE(is_mapped(file));
  ASSERT_TRUE(kept);
  try {
    std::rethrow_exception(kept);
  } catch (const xner::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("something odd"));
  }
}

TEST(LoadedPlugin, StaysForGoodInProduction) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "word_memory.so";
  std::filesystem::copy_file(plugin_file("word_memory"), file);
  { const LoadedPlugin plugin(file); }
  EXPECT_TRUE(is_mapped(file));
}

TEST(LoadedPlugin, RefusesByTagBeforeLoading) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "word_memory.so";
  xner::test::write_patched(plugin_file("word_memory"), "libtorch=2.11.0", "libtorch=2.12.0", file);
  try {
    const LoadedPlugin plugin(file);
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
    EXPECT_THAT(error.what(), HasSubstr("LibTorch: built for 2.12.0"));
  }
  EXPECT_FALSE(is_mapped(file));
}

}  // namespace
