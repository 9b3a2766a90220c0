console.log("bundled by vite");
