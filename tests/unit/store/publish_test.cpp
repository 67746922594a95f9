// harness/store/publish.cpp: what a publication leaves, and what it refuses.
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

using testing::HasSubstr;

class Publish : public StoreFixture {};

const std::string kKey = key_of("publish");

TEST_F(Publish, KeepsFilesAndGivesThemBack) {
  const Store store(root());
  const Files files{
      {"labels.txt", "O\n"},           {"empty", ""}, {"model/deep/er/config.json", "{}"},
      {"odd \"name\"\n\t\\ ü €", "x"}, {"-rf", "y"},  {std::string(200, 'n'), "z"}};
  EXPECT_EQ(store.publish(kKey, outputs("out", files), {{"stage", "train"}}), Publication::kNew);
  const auto action = store.find(kKey);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->facts.at("stage"), "train");
  EXPECT_EQ(action->files.size(), files.size());
  EXPECT_TRUE(store.holds(*action, ""));
  ASSERT_TRUE(store.fetch(*action, "", folder_.path() / "back"));
  EXPECT_EQ(contents(folder_.path() / "back"), files);
  ASSERT_TRUE(store.fetch(*action, "model", folder_.path() / "part"));
  EXPECT_EQ(contents(folder_.path() / "part"), (Files{{"model/deep/er/config.json", "{}"}}));
  EXPECT_EQ(count("tmp"), 0U);
}

TEST_F(Publish, ObjectsAndRecordsAreReadOnlyAndShared) {
  const Store store(root());
  (void)store.publish(kKey, outputs("out", {{"a", "same"}, {"b", "same"}}), {});
  EXPECT_EQ(count("objects"), 1U);
  struct stat status {};
  ASSERT_EQ(::stat(layout().object(sha256("same")).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0444U);
  EXPECT_EQ(status.st_nlink, 1U);
  ASSERT_EQ(::stat(layout().record(kKey).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0222U, 0U);
}

TEST_F(Publish, ASecondFinisherWithEqualFilesChangesNothing) {
  const Store store(root());
  const auto folder = outputs("out", {{"a", "1"}});
  EXPECT_EQ(store.publish(kKey, folder, {{"host", "first"}}), Publication::kNew);
  EXPECT_EQ(store.publish(kKey, folder, {{"host", "second"}}), Publication::kKnown);
  EXPECT_EQ(store.find(kKey)->facts.at("host"), "first");
  EXPECT_EQ(count("quarantine"), 0U);
  EXPECT_EQ(count("tmp"), 0U);
}

TEST_F(Publish, ASecondFinisherWithOtherFilesIsPutAside) {
  const Store store(root());
  (void)store.publish(kKey, outputs("one", {{"a", "first"}, {"c", "same"}}), {});
  EXPECT_EQ(store.publish(kKey, outputs("two", {{"a", "second"}, {"b", ""}, {"c", "same"}}), {}),
            Publication::kDisputed);
  EXPECT_EQ(store.find(kKey)->files.size(), 2U);
  EXPECT_THAT(reasons(), HasSubstr("not deterministic"));
  EXPECT_THAT(reasons(), HasSubstr(sha256("first")));
  EXPECT_THAT(reasons(), HasSubstr(sha256("second")));
  EXPECT_EQ(bad(), 3U);  // "second", "", and the record
  EXPECT_TRUE(store.holds(*store.find(kKey), ""));
}

/// What a run says about itself is kept, and compared with nobody's.
TEST_F(Publish, NotesMayDiffer) {
  const Store store(root());
  (void)store.publish(kKey, outputs("one", {{"a", "1"}, {"log", "at noon"}}), {}, {"log"});
  const auto two = outputs("two", {{"a", "1"}, {"log", "at night"}});
  EXPECT_EQ(store.publish(kKey, two, {}, {"log"}), Publication::kKnown);
  EXPECT_EQ(bad(), 0U);
  EXPECT_EQ(count("objects"), 2U) << "a log that no record names stayed";
  ASSERT_TRUE(store.fetch(*store.find(kKey), "", folder_.path() / "back"));
  EXPECT_EQ(read_file(folder_.path() / "back" / "log"), "at noon");
  const auto three = outputs("three", {{"a", "2"}, {"log", "at noon"}});
  EXPECT_EQ(store.publish(kKey, three, {}, {"log"}), Publication::kDisputed);
  EXPECT_EQ(store.publish(kKey, two, {}), Publication::kDisputed) << "no note, so a result";
}

TEST_F(Publish, ANoteThatIsLostIsReplaced) {
  const Store store(root());
  (void)store.publish(kKey, outputs("one", {{"a", "1"}, {"log", "at noon"}, {"z", "1"}}), {},
                      {"log"});
  overwrite(layout().object(sha256("at noon")), "at n00n");
  EXPECT_FALSE(store.fetch(*store.find(kKey), "log", folder_.path() / "back")) << "not verified";
  const auto two = outputs("two", {{"a", "1"}, {"log", "at night"}, {"z", "1"}});
  EXPECT_EQ(store.publish(kKey, two, {}, {"log"}), Publication::kKnown);
  EXPECT_TRUE(store.holds(*store.find(kKey), ""));
  ASSERT_TRUE(store.fetch(*store.find(kKey), "", folder_.path() / "back"));
  EXPECT_EQ(contents(folder_.path() / "back"), contents(two));
}

TEST_F(Publish, AFileThatIsNoFileIsRefusedByName) {
  const Store store(root());
  const auto folder = outputs("out", {{"a", "1"}});
  fs::create_symlink("a", folder / "link");
  try {
    (void)store.publish(kKey, folder, {});
    FAIL() << "a link was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'link'"));
    EXPECT_EQ(error.kind(), ErrorKind::kPlugin);
  }
  fs::remove(folder / "link");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THROW((void)store.publish(kKey, folder, {}), Error);
  fs::remove(folder / "pipe");
  fs::create_directory_symlink("/", folder / "folder");
  EXPECT_THROW((void)store.publish(kKey, folder, {}), Error);
  fs::remove(folder / "folder");
  write_file(folder / "bad\xff", "");
  EXPECT_THROW((void)store.publish(kKey, folder, {}), Error);
  EXPECT_FALSE(store.find(kKey));
  EXPECT_EQ(count("tmp") + count("objects") + count("actions"), 0U);
}

TEST_F(Publish, OutputsMayBeAbsentAndFactsMayNotBeLarge) {
  const Store store(root());
  EXPECT_EQ(store.publish(kKey, outputs("none", {}), {}), Publication::kNew);
  EXPECT_TRUE(store.holds(*store.find(kKey), ""));
  EXPECT_FALSE(store.holds(*store.find(kKey), "a"));
  EXPECT_THROW((void)store.publish(key_of("x"), outputs("none", {}),
                                   {{"log", std::string(std::size_t{2} << 20, 'x')}}),
               Error);
  EXPECT_THROW((void)store.publish(key_of("x"), folder_.path() / "absent", {}), Error);
  EXPECT_THROW((void)store.publish("../../evil", outputs("none", {}), {}), Error);
  EXPECT_FALSE(store.find(key_of("x")));
}

TEST_F(Publish, ABadObjectIsReplacedByTheNextPublication) {
  const Store store(root());
  const auto folder = outputs("out", {{"a", "good"}});
  (void)store.publish(kKey, folder, {});
  overwrite(layout().object(sha256("good")), "bad!");
  EXPECT_EQ(store.publish(key_of("other"), folder, {}), Publication::kNew);
  EXPECT_EQ(bad(), 1U);
  EXPECT_EQ(read_file(layout().object(sha256("good"))), "good");
  EXPECT_TRUE(store.fetch(*store.find(kKey), "", folder_.path() / "back"));
}

TEST_F(Publish, ADamagedRecordIsReplaced) {
  const Store store(root());
  const auto folder = outputs("out", {{"a", "1"}});
  (void)store.publish(kKey, folder, {});
  overwrite(layout().record(kKey), "{}");
  EXPECT_EQ(store.publish(kKey, folder, {}), Publication::kNew);
  EXPECT_EQ(bad(), 1U);
  EXPECT_TRUE(store.find(kKey));
}

}  // namespace
}  // namespace xner::store
