// harness/store/collect.cpp: what goes, and what stays.
#include "harness/store/collect.hpp"

#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/pins.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

using namespace std::chrono_literals;

class Collect : public StoreFixture {
 protected:
  Collect() : store_(root()) {}

  void publish(const std::string& name, const Files& files) {
    (void)store_.publish(key_of(name), outputs(name, files), {});
  }
  /// Everything that is there now was last used `by` earlier.
  void age(std::chrono::hours by) {
    for (const char* part : {"objects", "actions", "tmp"})
      for (const auto& entry : fs::recursive_directory_iterator(root() / part))
        if (entry.is_regular_file())
          fs::last_write_time(entry.path(), fs::last_write_time(entry.path()) - by);
  }
  [[nodiscard]] bool there(const std::string& text) const {
    return fs::exists(layout().object(sha256(text)));
  }
  [[nodiscard]] bool known(const std::string& name) const {
    return fs::exists(layout().record(key_of(name)));
  }

  Store store_;
};

TEST_F(Collect, TakesWhatNoRecordNamesAfterAGrace) {
  publish("one", {{"a", "named"}, {"b", "shared"}});
  publish("two", {{"a", "orphan"}, {"b", "shared"}});
  fs::remove(layout().record(key_of("two")));
  EXPECT_EQ(collect(store_, {24h, {}, false}).objects.number, 0);
  age(25h);
  const auto would = collect(store_);
  EXPECT_EQ(would.objects.number, 1);
  EXPECT_EQ(would.objects.bytes, 6);
  EXPECT_EQ(would.kept.number, 2);
  EXPECT_TRUE(there("orphan"));
  EXPECT_EQ(collect(store_, {24h, {}, false}).objects.number, 1);
  EXPECT_FALSE(there("orphan"));
  EXPECT_TRUE(store_.holds(store_.find(key_of("one")).value(), ""));
  EXPECT_EQ(count("tmp"), 0U);
}

TEST_F(Collect, TakesAttemptsThatWereFinishedOrForgotten) {
  publish("finished", {{"a", "b"}});
  for (const char* name : {"finished", "going", "claimed", "forgotten"})
    write_file(store_.attempt_folder(key_of(name)) / "checkpoint", "12345");
  for (const char* name : {"claimed", "forgotten"}) {
    const fs::path folder = store_.attempt_folder(key_of(name));
    fs::last_write_time(folder, fs::last_write_time(folder) - 24h * 8);
  }
  const auto held = claim(store_, key_of("claimed"));
  EXPECT_EQ(collect(store_).attempts.number, 2);
  EXPECT_EQ(collect(store_, {24h, {}, false}).attempts.bytes, 10);
  EXPECT_EQ(count("attempts"), 2U);
  EXPECT_TRUE(fs::exists(store_.attempt_folder(key_of("going")) / "checkpoint"));
  EXPECT_TRUE(fs::exists(store_.attempt_folder(key_of("claimed")) / "checkpoint"));
}

/// A pin that is a pipe holds the collection after its look at the claims.
TEST_F(Collect, LeavesAnAttemptThatBeganSinceItsLookAtTheClaims) {
  publish("dropped", {{"a", "b"}});  // and made again now
  const fs::path pipe = root() / "pins" / "slow";
  const fs::path checkpoint = store_.attempt_folder(key_of("dropped")) / "checkpoint";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  auto collection = std::async(std::launch::async, [this] {
    return collect(store_, {24h, {}, false});
  });
  Descriptor writer(::open(pipe.c_str(), O_WRONLY | O_CLOEXEC));  // waits for the reader
  std::optional<Claim> held = claim(store_, key_of("dropped"));
  ASSERT_TRUE(held);
  write_file(checkpoint, "12345");
  EXPECT_EQ(writer.close(), 0);
  EXPECT_EQ(collection.get().attempts.number, 0);
  EXPECT_TRUE(fs::exists(checkpoint)) << "of who holds the claim";
  held.reset();
  fs::remove(pipe);
  EXPECT_EQ(collect(store_, {24h, {}, false}).attempts.number, 1);
  EXPECT_FALSE(fs::exists(checkpoint));
  EXPECT_EQ(count("claims"), 0U);
}

TEST_F(Collect, TakesRecordsThatNobodyUsed) {
  for (const char* name : {"old", "pinned", "claimed", "used"}) publish(name, {{"a", name}});
  age(24h * 31);
  pin(store_, "baseline", {key_of("pinned")});
  EXPECT_TRUE(store_.find(key_of("used")));
  const CollectionRules rules{24h, 24h * 30, false};
  {
    const auto mine = claim(store_, key_of("claimed"));
    EXPECT_EQ(collect(store_, {24h, 24h * 30, true}).records.number, 1);
    EXPECT_TRUE(known("old"));
    EXPECT_EQ(collect(store_, rules).records.number, 1);
  }
  EXPECT_FALSE(known("old"));
  for (const char* name : {"pinned", "claimed", "used"}) {
    EXPECT_TRUE(known(name)) << name;
    EXPECT_TRUE(there(name)) << name;
  }
  EXPECT_EQ(collect(store_, rules).records.number, 1);
  EXPECT_FALSE(known("claimed"));
  EXPECT_FALSE(there("claimed"));
}

TEST_F(Collect, TakesNothingYoungerThanTheOldestClaim) {
  publish("gone", {{"a", "orphan"}});
  fs::remove(layout().record(key_of("gone")));
  {
    const auto mine = claim(store_, key_of("long work"));
    // Longer ago than any grace, but after the work began.
    EXPECT_EQ(collect(store_, {0s, {}, false}).objects.number, 0);
    EXPECT_TRUE(there("orphan"));
  }
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(collect(store_, {0s, {}, false}).objects.number, 1);
  EXPECT_FALSE(there("orphan"));
}

TEST_F(Collect, TakesWhatWasDropped) {
  publish("one", {{"weights", "w"}, {"labels", "l"}});
  // Killed between the record and the object: that is there still.
  const fs::path aside = folder_.path() / "aside";
  fs::copy_file(layout().object(sha256("w")), aside);
  store_.drop(store_.find(key_of("one")).value(), "weights");
  EXPECT_FALSE(there("w"));
  fs::copy_file(aside, layout().object(sha256("w")));
  age(25h);
  EXPECT_EQ(collect(store_, {24h, {}, false}).objects.number, 1);
  EXPECT_FALSE(there("w"));
  EXPECT_TRUE(there("l"));
}

TEST_F(Collect, TakesTemporaryFilesOfTheDead) {
  const auto leave = [&](const std::string& name) { write_file(root() / "tmp" / name, "x"); };
  const ProcessIdentity self = this_process();
  const std::string boot = self.boot.substr(0, 8);
  leave(fmt::format("{}-{}-{}-0123", self.host, boot, 0x3fffffff));  // dead
  leave(fmt::format("{}-{}-{}-0123", self.host, boot, self.pid));    // alive
  leave(fmt::format("{}-00000000-1-0123", self.host));               // of an earlier boot
  leave(fmt::format("else-where-{}-{}-0123", boot, 0x3fffffff));     // unknown
  leave("odd");
  EXPECT_EQ(collect(store_, {24h, {}, false}).temporary.number, 1);
  age(2h);
  EXPECT_EQ(collect(store_, {24h, {}, false}).temporary.number, 1);
  EXPECT_EQ(count("tmp"), 3U);
  age(24h * 7);
  EXPECT_EQ(collect(store_, {24h, {}, false}).temporary.number, 3);
}

TEST_F(Collect, ASweepsPinCountsWhileItsProcessLives) {
  const ProcessIdentity self = this_process();
  const fs::path left =
      root() / "pins" /
      fmt::format("sweep-{}-{}-{}-0123", self.host, self.boot.substr(0, 8), 0x3fffffff);
  write_file(left, "damaged");  // nobody's: not even read
  publish("one", {{"weights", "w"}});
  const auto one = store_.find(key_of("one")).value();
  {
    SweepPin pin(store_, {key_of("one"), key_of("two")});
    EXPECT_FALSE(fs::exists(left)) << "the next sweep clears away what the dead left";
    store_.drop(one, "weights");
    EXPECT_TRUE(there("w"));
    EXPECT_TRUE(store_.find(key_of("one"))->dropped.empty());
    EXPECT_EQ(collect(store_, {0s, 0s, true}).pinned, 1);
    const SweepPin other(store_, {key_of("one")});
    pin.keep({key_of("two")});
    store_.drop(one, "weights");
    EXPECT_TRUE(there("w")) << "the other needs it";
  }
  EXPECT_EQ(count("pins"), 0U);
  store_.drop(one, "weights");
  EXPECT_FALSE(there("w"));
}

TEST_F(Collect, StopsAtAPinThatCannotBeRead) {
  publish("one", {{"a", "1"}});
  write_file(root() / "pins" / "mine", "no key\n");
  EXPECT_THROW((void)collect(store_), Error);
  EXPECT_TRUE(there("1"));
}

TEST_F(Collect, StopsAtARecordOfANewerSchema) {
  publish("one", {{"a", "1"}});
  leave_newer_record(key_of("newer"));
  age(25h);
  EXPECT_THROW((void)collect(store_, {24h, 24h, false}), Error);
  EXPECT_TRUE(there("1") && known("one"));
  EXPECT_EQ(verify(store_).newer_records, 1);
}

TEST_F(Collect, IsHarmlessToWhoPublishes) {
  std::jthread collector([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) (void)collect(store_, {0s, {}, false});
  });
  for (int i = 0; i < 100; ++i) {
    const std::string name = fmt::format("{}", i % 3);
    publish(name, {{"a", "the same for all"}, {"b", name}});
    const auto action = store_.find(key_of(name));
    ASSERT_TRUE(action);
    EXPECT_TRUE(store_.holds(*action, "")) << i;
    fs::remove(layout().record(key_of(name)));
  }
}

TEST_F(Collect, VerifyFindsWhatIsBad) {
  publish("one", {{"a", "1"}, {"b", "shared"}});
  publish("two", {{"a", "2"}, {"b", "shared"}});
  publish("three", {{"a", "3"}});
  EXPECT_TRUE(verify(store_).is_sound());
  overwrite(layout().object(sha256("1")), "0");
  overwrite(layout().record(key_of("three")), "{\"schema\": 1}");
  const auto found = verify(store_);
  EXPECT_EQ(found.records, 2);
  EXPECT_EQ(found.objects, 3);
  EXPECT_EQ(found.bad_records, 1);
  EXPECT_EQ(found.bad_objects, 1);
  EXPECT_EQ(found.incomplete, std::vector{key_of("one")});
  EXPECT_EQ(bad(), 2U);
  EXPECT_FALSE(found.is_sound());
  publish("one", {{"a", "1"}, {"b", "shared"}});
  EXPECT_TRUE(verify(store_).is_sound());
}

TEST_F(Collect, ListsTheLastUsedFirst) {
  publish("one", {{"a", "12"}, {"w", "345"}});
  age(3h);
  publish("two", {{"a", "6"}});
  store_.drop(Action{key_of("two"), {{"a", sha256("6"), 1}}, {}, {}}, "a");
  const auto list = list_actions(store_);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].action.key, key_of("two"));
  EXPECT_THAT(list[0].gone, testing::ElementsAre("a"));
  EXPECT_EQ(list[1].bytes, 5);
  EXPECT_GE(list[1].age, 3h);
}

}  // namespace
}  // namespace xner::store
