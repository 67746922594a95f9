// The worker's end of the result pipe.
#include "harness/worker/result_pipe.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include "harness/base/error.hpp"

namespace {

using xner::sdk::Progress;
using xner::worker::ResultPipe;

class ResultPipeTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(ends_), 0); }
  void TearDown() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  [[nodiscard]] std::string received() const {
    char buffer[4096];
    const ssize_t got = ::read(ends_[0], buffer, sizeof(buffer));
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : "";
  }
  int ends_[2] = {-1, -1};
};

TEST_F(ResultPipeTest, SendsWholeMessages) {
  ResultPipe pipe(ends_[1]);
  pipe.send(Progress{"train", 1, 2, "note"});
  EXPECT_EQ(std::get<Progress>(xner::sdk::unframe(received())).note, "note");
  pipe.send_line("{}");
  EXPECT_EQ(received(), "{}\n");
}

TEST_F(ResultPipeTest, IsNotInheritedByProgramsThatAPluginStarts) {
  const ResultPipe pipe(ends_[1]);
  EXPECT_NE(::fcntl(ends_[1], F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(ResultPipeTest, RefusesADescriptorThatIsNotOpen) {
  EXPECT_THROW(ResultPipe(1 << 20), xner::Error);
}

TEST_F(ResultPipeTest, AReaderThatIsGoneIsAnError) {
  ::signal(SIGPIPE, SIG_IGN);
  ResultPipe pipe(ends_[1]);
  ::close(ends_[0]);
  EXPECT_THROW(pipe.send(Progress{"train", 1, 2, ""}), xner::Error);
}

}  // namespace
