// harness/base/fail_point.hpp: a publication that is killed, or whose disk fails, at every point.
#include "harness/base/fail_point.hpp"

#include <csignal>

#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

using testing::HasSubstr;

const std::string kKey = key_of("fail");

class FailPoint : public StoreFixture {
 protected:
  /// Everything that a reader can find is sound, and the key can be published after all.
  void expect_sound(const fs::path& folder, const Files& files, const std::string& where) {
    const Store store(root());
    for (const auto& [name, text] : contents(root() / "objects"))
      EXPECT_EQ(sha256(text), fs::path(name).filename()) << where;
    if (const auto action = store.find(kKey)) {
      EXPECT_TRUE(store.holds(*action, "")) << where;
    }
    EXPECT_EQ(count("quarantine"), 0U) << where;
    (void)store.publish(kKey, folder, {});
    const TemporaryFolder back;
    EXPECT_TRUE(store.fetch(store.find(kKey).value(), "", back.path())) << where;
    EXPECT_EQ(contents(back.path()), files) << where;
  }
};

TEST_F(FailPoint, EveryMomentOfAPublicationMayBeTheLast) {
  const Files files{{"labels.txt", std::string(3'000'000, 'x')}, {"empty", ""}, {"m/config", "{}"}};
  const auto folder = outputs("out", files);
  int kills = 0;
  while (true) {
    fs::remove_all(root());
    const auto outcome =
        publisher({"publish", kKey, folder.string()}, fmt::format("any:kill:{}", kills + 1));
    if (outcome.end == ProcessEnd::kExited) {
      EXPECT_EQ(outcome.log_tail, "new\n");
      break;
    }
    ASSERT_EQ(outcome.signal, SIGKILL);
    ++kills;
    expect_sound(folder, files, fmt::format("kill {}", kills));
  }
  EXPECT_GT(kills, 40);  // 5 files, each with 10 points or more
}

TEST_F(FailPoint, AFullOrFailingDiskPublishesNothingAndLosesNothing) {
  const Files files{{"labels.txt", "O\n"}, {"m/config", "{}"}};
  const auto folder = outputs("out", files);
  { const Store store(root()); }
  (void)publisher({"publish", key_of("before"), outputs("old", {{"a", "1"}}).string()});
  for (const auto* action : {"enospc", "eio"}) {
    int failures = 0;
    for (; true; ++failures) {
      fs::remove_all(layout().record(kKey));
      for (const auto& [path, text] : files) fs::remove(layout().object(sha256(text)));
      const auto outcome = publisher({"publish", kKey, folder.string()},
                                     fmt::format("any:{}:{}", action, failures + 1));
      if (outcome.exit_code == 0) break;
      ASSERT_EQ(outcome.exit_code, 1) << outcome.log_tail;
      EXPECT_THAT(outcome.log_tail, HasSubstr("cannot "));
      EXPECT_EQ(count("tmp"), 0U) << failures;
      EXPECT_TRUE(Store(root()).find(key_of("before")));
      expect_sound(folder, files, fmt::format("{} {}", action, failures));
    }
    EXPECT_GT(failures, 20);
  }
}

TEST_F(FailPoint, EveryMomentOfADropMayBeTheLast) {
  const auto folder = outputs("out", {{"weights", "w"}, {"labels", "l"}});
  int kills = 0;
  while (true) {
    fs::remove_all(root());
    const Store store(root());
    (void)store.publish(kKey, folder, {});
    const auto outcome =
        publisher({"drop", kKey, "weights"}, fmt::format("any:kill:{}", kills + 1));
    if (outcome.end == ProcessEnd::kExited) break;
    ++kills;
    const auto action = store.find(kKey);
    ASSERT_TRUE(action) << kills;
    EXPECT_TRUE(store.holds(*action, "labels"));
    EXPECT_TRUE(store.holds(*action, "weights") || !action->dropped.empty()) << kills;
    EXPECT_EQ(count("quarantine"), 0U);
  }
  EXPECT_GT(kills, 5);
}

/// The tests above can fail: a publisher that writes under final names does not pass them.
TEST_F(FailPoint, ATornPublicationIsNoticed) {
  const auto folder = outputs("out", {{"a", "1234"}});
  (void)publisher({"torn", kKey, folder.string()});
  const Store store(root());
  EXPECT_TRUE(store.holds(store.find(kKey).value(), ""));
  overwrite(layout().object(sha256("1234")), "12");  // as if killed between its two writes
  EXPECT_FALSE(store.fetch(store.find(kKey).value(), "", folder_.path() / "back"));
  EXPECT_EQ(bad(), 1U);
}

TEST_F(FailPoint, AMistypedOneIsRefused) {
  const auto folder = outputs("out", {{"a", "1"}});
  for (const auto* fault :
       {"publish.before_lnk:kill:3", "any:explode", "any", "any:kill:0", "any:kill:x", ":kill"}) {
    const auto outcome = publisher({"publish", kKey, folder.string()}, fault);
    EXPECT_EQ(outcome.exit_code, 1) << fault;
    EXPECT_THAT(outcome.log_tail, HasSubstr("XNER_FAIL")) << fault;
  }
}

TEST_F(FailPoint, AllAreListed) {
  for (const auto point : fail_points()) EXPECT_EQ(fail_point(point), 0);
}

}  // namespace
}  // namespace xner::store
