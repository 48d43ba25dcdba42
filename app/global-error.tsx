"use client";

/** The frame itself broke: no styles, no messages, so plain words in three languages. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body
        style={{ fontFamily: "system-ui", textAlign: "center", padding: 48 }}
      >
        <h1 style={{ fontSize: 20 }}>Something went wrong</h1>
        <p>
          <span lang="zh-TW">發生錯誤，請重新載入。</span>{" "}
          <span lang="zh-CN">出错了，请重新加载。</span>
        </p>
        <a href="">Reload</a>
      </body>
    </html>
  );
}
