// harness/store/claim.cpp: one winner a key, and a new one when the owner is gone.
#include "harness/store/claim.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <fcntl.h>

#include "harness/store/lease.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::string kKey = key_of("claim");

class ClaimTest : public StoreFixture {
 protected:
  /// Puts the claim of another process there, last renewed `age` ago.
  void leave(Lease lease, std::chrono::seconds age) const {
    const fs::path path = layout().claim(kKey);
    fs::remove(path);
    write_file(path, lease_text(lease));
    fs::last_write_time(path, fs::last_write_time(path) - age);
  }
  [[nodiscard]] std::int64_t attempt() const {
    return find_lease(layout(), layout().claim(kKey)).value().lease.attempt;
  }
  [[nodiscard]] static ProcessIdentity elsewhere() { return {"elsewhere", "boot", 1, 1}; }
};

TEST_F(ClaimTest, IsHeldByOneAndGivenBack) {
  const Store store(root());
  {
    const auto mine = claim(store, kKey);
    ASSERT_TRUE(mine);
    EXPECT_TRUE(mine->is_mine());
    EXPECT_EQ(attempt(), 1);
    EXPECT_FALSE(claim(store, kKey));
    EXPECT_TRUE(claim(store, key_of("other")));
    EXPECT_THAT(claimant(store, kKey), MatchesRegex("[^ ]+ [0-9]+, since 20[0-9-]+T[0-9:]+Z"));
  }
  EXPECT_EQ(claimant(store, kKey), "");
  EXPECT_TRUE(claim(store, kKey));
  EXPECT_EQ(count("claims") + count("tmp"), 0U);
}

TEST_F(ClaimTest, OfADeadProcessIsTakenAtOnce) {
  const Store store(root());
  ProcessIdentity dead = this_process();
  dead.start += 1;  // the number is another process's by now
  leave({dead, 7, 0, 30s}, 0s);
  EXPECT_EQ(claimant(store, kKey), "");
  const auto mine = claim(store, kKey);
  ASSERT_TRUE(mine);
  EXPECT_EQ(attempt(), 8);
  dead = this_process();
  dead.pid = 0x3fffffff;  // above any process number
  EXPECT_TRUE(is_gone(dead));
  EXPECT_FALSE(is_gone(this_process()));
}

TEST_F(ClaimTest, OfAnotherHostIsTakenWhenItsLeaseIsOver) {
  const Store store(root());
  leave({elsewhere(), 3, 0, 30s}, 110s);
  EXPECT_FALSE(claim(store, kKey));
  EXPECT_NE(claimant(store, kKey), "");
  leave({elsewhere(), 3, 0, 30s}, 130s);
  const auto mine = claim(store, kKey);
  ASSERT_TRUE(mine);
  EXPECT_EQ(attempt(), 4);
  // An earlier boot of a host with our name may be another machine: its age decides.
  ProcessIdentity earlier = this_process();
  earlier.boot = "another";
  leave({earlier, 1, 0, 30s}, 0s);
  EXPECT_FALSE(claim(store, kKey));
}

TEST_F(ClaimTest, ThatCannotBeReadGoesByItsAge) {
  const Store store(root());
  write_file(layout().claim(kKey), "{\"attem");
  EXPECT_FALSE(claim(store, kKey));
  EXPECT_EQ(claimant(store, kKey), "somebody");
  fs::last_write_time(layout().claim(kKey), fs::last_write_time(layout().claim(kKey)) - 1h);
  EXPECT_TRUE(claim(store, kKey));
}

TEST_F(ClaimTest, ARenewalThatCannotBeIsAsGoodAsNone) {
  const Store store(root());
  for (const auto renewal : {std::chrono::milliseconds::max(), std::chrono::milliseconds(-1)}) {
    leave({elsewhere(), 3, 0, renewal}, 1h);
    EXPECT_TRUE(claim(store, kKey)) << renewal.count();
  }
}

TEST_F(ClaimTest, IsRenewedWhileItLives) {
  const Store store(root());
  const auto mine = claim(store, kKey, 20ms);
  ASSERT_TRUE(mine);
  const auto first = fs::last_write_time(layout().claim(kKey));
  while (fs::last_write_time(layout().claim(kKey)) == first) std::this_thread::sleep_for(5ms);
  EXPECT_TRUE(mine->is_mine());
}

TEST_F(ClaimTest, ItsLoserKnowsAndLeavesTheWinnerAlone) {
  const Store store(root());
  auto loser = claim(store, kKey, 1h);
  ASSERT_TRUE(loser);
  // Stopped for five hours.
  const fs::path path = layout().claim(kKey);
  fs::last_write_time(path, fs::last_write_time(path) - 5h);
  auto winner = claim(store, kKey);
  ASSERT_TRUE(winner);
  EXPECT_EQ(attempt(), 2);
  EXPECT_FALSE(loser->is_mine());
  loser.reset();
  EXPECT_TRUE(winner->is_mine());
  fs::remove(path);
  EXPECT_TRUE(winner->is_mine()) << "a claims folder that somebody cleared is no takeover";
}

TEST_F(ClaimTest, OfAKilledProcessIsFree) {
  const Store store(root());
  EXPECT_EQ(publisher({"claim", kKey}, "publish.after_unlink:kill").signal, SIGKILL);
  EXPECT_EQ(count("claims"), 1U);
  const auto mine = claim(store, kKey);
  ASSERT_TRUE(mine);
  EXPECT_EQ(attempt(), 2);
}

// A process that was killed between a publication and the end of its claim.
TEST_F(ClaimTest, LeftBehindGoesUnlessItHoldsAnAttempt) {
  const Store store(root());
  ProcessIdentity dead = this_process();
  dead.start += 1;
  const fs::path path = layout().claim(kKey);
  const auto stays = [&](const ProcessIdentity& owner, std::chrono::seconds age) {
    leave({owner, 1, 0, 30s}, age);
    store.clear_leftovers();
    return fs::exists(path);
  };
  EXPECT_FALSE(stays(dead, 0s));
  EXPECT_FALSE(stays(elsewhere(), 1h));
  EXPECT_TRUE(stays(elsewhere(), 60s));
  EXPECT_TRUE(stays(this_process(), 0s));
  make_folders(store.attempt_folder(kKey));
  EXPECT_TRUE(stays(dead, 0s));
  EXPECT_TRUE(claim(store, kKey)) << "and is free as before";
}

/// Many threads want a key whose owner is dead: each round one gets it.
TEST_F(ClaimTest, OfManyWhoTakeOverOneWins) {
  const Store store(root());
  for (int round = 0; round < 50; ++round) {
    leave({elsewhere(), round, 0, 30s}, 1h);
    std::atomic<int> winners = 0, ready = 0, done = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        ++ready;
        while (ready < 8) std::this_thread::yield();
        const auto mine = claim(store, kKey);
        if (mine) {
          ++winners;
          EXPECT_EQ(attempt(), round + 1);
        }
        ++done;
        while (done < 8) std::this_thread::yield();
        if (mine) {
          EXPECT_TRUE(mine->is_mine());
        }
      });
    threads.clear();
    ASSERT_EQ(winners, 1) << round;
  }
}

}  // namespace
}  // namespace xner::store
