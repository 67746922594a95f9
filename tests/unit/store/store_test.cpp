// harness/store/store.cpp: opening, finding, fetching, dropping.
#include "harness/store/store.hpp"

#include <sys/stat.h>

#include "harness/store/pins.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

using testing::HasSubstr;

class StoreTest : public StoreFixture {
 protected:
  Action publish(const Store& store, const std::string& name, const Files& files) {
    (void)store.publish(key_of(name), outputs(name, files), {});
    return store.find(key_of(name)).value();
  }
  [[nodiscard]] bool there(const std::string& text) const {
    return fs::exists(layout().object(sha256(text)));
  }
};

TEST_F(StoreTest, OpensWhatItMade) {
  { const Store store(root()); }
  const Store store(root());
  EXPECT_TRUE(fs::exists(root() / "FORMAT"));
  EXPECT_FALSE(store.find(key_of("x")));
  EXPECT_THROW((void)store.find("x"), Error);
}

TEST_F(StoreTest, RefusesAFolderThatIsSomethingElse) {
  write_file(root() / "thesis.tex", "");
  EXPECT_THROW(Store{root()}, Error);
  EXPECT_EQ(contents(root()).size(), 1U);
}

TEST_F(StoreTest, GoesOnWhereItsMakerDied) {
  make_folders(root() / "tmp");
  make_folders(root() / "objects");
  write_file(root() / "tmp" / "x", "half");
  EXPECT_NO_THROW(Store{root()});
}

TEST_F(StoreTest, RefusesANewerFormatUnlessThatIsReadable) {
  { const Store store(root()); }
  overwrite(root() / "FORMAT", R"({"format": 2, "oldest_reader": 1})");
  EXPECT_NO_THROW(Store{root()});
  overwrite(root() / "FORMAT", R"({"format": 2, "oldest_reader": 2})");
  EXPECT_THROW(Store{root()}, Error);
  overwrite(root() / "FORMAT", "{");
  EXPECT_THROW(Store{root()}, Error);
}

TEST_F(StoreTest, AFetchedFileIsALink) {
  const Store store(root());
  const auto action = publish(store, "one", {{"a", "text"}});
  write_file(folder_.path() / "back" / "a", "what was there");
  ASSERT_TRUE(store.fetch(action, "a", folder_.path() / "back"));
  EXPECT_TRUE(fs::equivalent(folder_.path() / "back" / "a", layout().object(sha256("text"))));
  ASSERT_TRUE(store.fetch(action, "a", folder_.path() / "back"));
}

TEST_F(StoreTest, FetchesByCopyOnAnotherFilesystem) {
  const TemporaryFolder other;
  struct stat here {
  }, there{};
  if (::stat(other.path().c_str(), &there) != 0 || ::stat(folder_.path().c_str(), &here) != 0 ||
      here.st_dev == there.st_dev)
    GTEST_SKIP() << "needs /dev/shm and another filesystem beside it";
  const Store store(root());
  const std::string large(3'000'001, 'x');
  const auto action = publish(store, "one", {{"a", large}, {"b", ""}});
  ASSERT_TRUE(store.fetch(action, "", other.path()));
  EXPECT_EQ(contents(other.path()), (Files{{"a", large}, {"b", ""}}));
}

TEST_F(StoreTest, ABadObjectIsCaughtWhenItIsRead) {
  const Store store(root());
  for (const std::string text : {"short", "longer than it was", "wron"}) {
    const auto action = publish(store, "one", {{"a", "text"}});
    const std::size_t before = bad();
    overwrite(layout().object(sha256("text")), text == "short" ? "te" : text);
    EXPECT_FALSE(store.fetch(action, "", folder_.path() / "back")) << text;
    EXPECT_EQ(bad(), before + 1) << text;
    EXPECT_FALSE(store.holds(action, "a"));
    EXPECT_THAT(reasons(), HasSubstr(sha256("text")));
  }
  // Made again, it is there again.
  EXPECT_TRUE(store.holds(publish(store, "one", {{"a", "text"}}), "a"));
}

TEST_F(StoreTest, AnObjectThatIsALinkIsBad) {
  const Store store(root());
  const auto action = publish(store, "one", {{"a", "text"}});
  fs::remove(layout().object(sha256("text")));
  write_file(folder_.path() / "elsewhere", "text");
  fs::create_symlink(folder_.path() / "elsewhere", layout().object(sha256("text")));
  EXPECT_FALSE(store.holds(action, "a"));
  EXPECT_FALSE(store.fetch(action, "a", folder_.path() / "back"));
  EXPECT_FALSE(fs::is_symlink(layout().object(sha256("text"))));
}

TEST_F(StoreTest, ADamagedRecordCountsAsAbsent) {
  const Store store(root());
  (void)publish(store, "one", {{"a", "text"}});
  const fs::path record = layout().record(key_of("one"));
  overwrite(record, read_file(record).substr(0, 40));
  EXPECT_FALSE(store.find(key_of("one")));
  EXPECT_FALSE(fs::exists(record));
  EXPECT_EQ(bad(), 1U);
  // A record under another's name is damaged, too.
  fs::create_directories(layout().record(key_of("two")).parent_path());
  (void)publish(store, "one", {{"a", "text"}});
  fs::copy(record, layout().record(key_of("two")));
  EXPECT_FALSE(store.find(key_of("two")));
}

TEST_F(StoreTest, WhatIsDroppedGoesUnlessSomebodyNamesIt) {
  const Store store(root());
  const auto one =
      publish(store, "one", {{"model/weights", "1"}, {"model/config", "c"}, {"l", "l"}});
  const auto two = publish(store, "two", {{"model/weights", "2"}, {"model/config", "c"}});
  store.drop(one, "model");
  EXPECT_FALSE(there("1"));
  EXPECT_TRUE(there("c"));
  EXPECT_TRUE(there("l"));
  EXPECT_THAT(store.find(key_of("one"))->dropped,
              testing::ElementsAre("model/config", "model/weights"));
  EXPECT_FALSE(store.holds(one, "model"));
  EXPECT_TRUE(store.holds(one, "l"));
  EXPECT_TRUE(store.holds(two, ""));
  store.drop(two, "model/config");
  EXPECT_FALSE(there("c"));
  EXPECT_TRUE(there("2"));
  store.drop(one, "model");
  store.drop(one, "no such file");
  EXPECT_EQ(count("tmp"), 0U);
  // Made again, nothing is dropped any more.
  EXPECT_EQ(store.publish(key_of("one"), folder_.path() / "one", {}), Publication::kKnown);
  EXPECT_TRUE(store.find(key_of("one"))->dropped.empty());
  EXPECT_TRUE(store.holds(one, ""));
}

TEST_F(StoreTest, NothingGoesThatARecordOfANewerSchemaMayName) {
  const Store store(root());
  const auto one = publish(store, "one", {{"weights", "1"}});
  EXPECT_EQ(store.drop(one, "no such file"), "");
  leave_newer_record(key_of("newer"));
  const std::string why = store.drop(one, "weights");
  EXPECT_THAT(why, HasSubstr(layout().record(key_of("newer")).string()));
  EXPECT_THAT(why, HasSubstr("schema 2"));
  EXPECT_THAT(why, HasSubstr("use the newer xner, or another store"));
  EXPECT_TRUE(there("1"));
  EXPECT_EQ(count("tmp"), 0U);
  EXPECT_NE(Store(root()).drop(publish(store, "two", {{"weights", "2"}}), "weights"), "");
  fs::remove(layout().record(key_of("newer")));
  const auto three = publish(store, "three", {{"weights", "3"}});
  EXPECT_EQ(store.drop(three, "weights"), "");
  EXPECT_FALSE(there("3"));
}

TEST_F(StoreTest, APinKeepsWhatIsDroppedUntilItGoes) {
  const Store store(root());
  const auto one = publish(store, "one", {{"weights", "1"}});
  pin(store, "sweep-1", {key_of("one"), key_of("not yet")});
  store.drop(one, "weights");
  EXPECT_TRUE(there("1"));
  unpin(store, "sweep-1");
  unpin(store, "sweep-1");
  store.drop(one, "weights");
  EXPECT_FALSE(there("1"));
  EXPECT_THROW(pin(store, "../x", {}), Error);
  EXPECT_THROW(pin(store, "x", {"no key"}), Error);
}

}  // namespace
}  // namespace xner::store
